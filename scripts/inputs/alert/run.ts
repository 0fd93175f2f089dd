import { formatInstant } from '../../model/time/instant.ts';
import { type Delivered } from '../../change/change.ts';
import { readSource, readStandardInput } from '../../session/source.ts';
import { readPayload, requireSource, unwrapDispatch } from './payload.ts';
import { planIntake, type IntakePlan } from './plan.ts';
import { openRegister } from '../../session/open.ts';
import { applyChange, listDelivered, type DeliveryFlags } from '../../deliver/apply.ts';
import { Failure, type Context } from '../../session/context.ts';
import type { CommandResult } from '../../session/result.ts';

/** Records the alerts of one payload, from a file, an address or standard input. */
export async function runIntake(
  context: Context,
  wanted: string,
  file: string | undefined,
  options: DeliveryFlags,
): Promise<CommandResult> {
  const { name, text } =
    file === undefined || file === '-' ? await readStandardInput() : await readSource(file);
  const { source: carried, payload } = unwrapDispatch(parseJson(name, text));
  if (wanted === 'dispatch' && carried === undefined) {
    throw new Failure(
      `${name} does not name the sender of its payload.`,
      'Send `client_payload: {source: pagerduty, payload: {…}}`.',
    );
  }
  const { register } = await openRegister(context);
  const source = requireSource(wanted === 'dispatch' ? (carried ?? '') : wanted, register.settings);
  const reading = readPayload(source, payload, context.now);
  if ('unsupported' in reading) {
    throw new Failure(
      `Cannot read ${name} as ${source.sender.title}: ${reading.unsupported}`,
      'Nothing was written.',
    );
  }
  const plan = planIntake(context.root, register, reading.signals, context.now);
  const delivered =
    plan.change && (await applyChange(context, plan.register, plan.change, options));
  return {
    // A commit that was meant to be pushed and is still local is a failure.
    status: delivered?.queued === undefined ? 0 : 1,
    ...describeIntake(context, source.id, plan, reading.left, delivered),
  };
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure(`${name} is not JSON.`, 'Pass the payload as the tool sends it.');
  }
}

/** Maximum number of signals that the text output lists. */
const maxLines = 50;

const outcomeTexts = {
  opened: 'opens',
  recorded: 'recorded in',
  repeated: 'already recorded in',
  unmatched: 'matches no open incident',
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
  const lines = outcomes.slice(0, maxLines).map(({ signal, outcome, incident }) => {
    const id = outcome === 'unmatched' ? '' : ` ${incident ?? ''}`;
    return `${signal.state} ${signal.title}: ${outcomeTexts[outcome]}${id}`;
  });
  if (outcomes.length > maxLines) lines.push(`… and ${outcomes.length - maxLines} more`);
  return {
    data: { source, dry_run: context.dryRun, opened, changed, signals, left, paths, ...rest },
    text: lines.join('\n'),
    notes: [
      ...left.map((part) => `left out: ${part}`),
      ...(delivered ? listDelivered(context, delivered) : []),
    ],
  };
}
