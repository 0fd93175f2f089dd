import { text as readStream } from 'node:stream/consumers';
import { formatInstant } from '../../model/time/instant.ts';
import { type Delivered } from '../../change/change.ts';
import { readSource } from '../../session/source.ts';
import { readPayload, requireSource, unwrapDispatch } from './payload.ts';
import { planIntake, type IntakePlan } from './plan.ts';
import { openRegister } from '../../session/open.ts';
import { applyChange, listDelivered } from '../../deliver/apply.ts';
import { Failure, type Context } from '../../session/context.ts';
import type { CommandResult } from '../../session/result.ts';
import { type Values } from '../../session/options.ts';

export async function takeIn(
  context: Context,
  named: string,
  file: string | undefined,
  options: Values,
): Promise<CommandResult> {
  const { name, text } =
    file === undefined || file === '-'
      ? { name: 'standard input', text: await readStream(process.stdin) }
      : await readSource(file);
  const { source: carried, payload } = unwrapDispatch(parseJson(name, text));
  if (named === 'dispatch' && carried === undefined) {
    throw new Failure(
      `${name} does not say whose payload it is.`,
      'Send `client_payload: {source: pagerduty, payload: {…}}`.',
    );
  }
  const { register } = await openRegister(context);
  const source = requireSource(named === 'dispatch' ? (carried ?? '') : named, register.settings);
  const reading = readPayload(source, payload, context.now);
  if ('unsupported' in reading) {
    throw new Failure(
      `${name} cannot be read as ${source.sender.title}: ${reading.unsupported}`,
      'Nothing was written.',
    );
  }
  const plan = planIntake(context.root, register, reading.signals, context.now);
  const delivered =
    plan.change && (await applyChange(context, plan.register, plan.change, options));
  return {
    // If it should have been pushed, a commit that stays on this machine is not what was asked for.
    status: delivered?.queued === undefined ? 0 : 1,
    ...describeIntake(context, source.id, plan, reading.left, delivered),
  };
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure(`${name} is no JSON.`, 'Give the payload as the tool sends it.');
  }
}

const words = {
  opened: 'opens',
  recorded: 'told in',
  repeated: 'known already in',
  unmatched: 'belongs to nothing that is open',
} as const;

function describeIntake(
  context: Context,
  source: string,
  { outcomes, opened, changed }: IntakePlan,
  left: readonly string[],
  delivered: Delivered | undefined,
): Omit<CommandResult, 'status'> {
  const signals = outcomes.map(({ signal: { key, state, at, title }, outcome, incident }) => ({
    key,
    state,
    at: formatInstant(at),
    title,
    outcome,
    ...(incident !== undefined && { incident }),
  }));
  const { paths = [], ...rest } = delivered ?? {};
  const lines = outcomes.slice(0, 50).map(({ signal, outcome, incident }) => {
    const where = outcome === 'unmatched' ? '' : ` ${incident ?? ''}`;
    return `${signal.state} ${signal.title}: ${words[outcome]}${where}`;
  });
  if (outcomes.length > 50) lines.push(`… and ${outcomes.length - 50} more`);
  return {
    data: { source, dry_run: context.dryRun, opened, changed, signals, left, paths, ...rest },
    text: lines.join('\n'),
    notes: [
      ...left.map((what) => `left out: ${what}`),
      ...(delivered ? listDelivered(context, delivered) : []),
    ],
  };
}
