import { openChannel, type Send } from '../../edges/notify/send.ts';
import { escalationFormats, type EscalationMessage } from './message.ts';
import { escalate as run } from './run.ts';
import { findLogin } from '../../edges/github/viewer.ts';
import type { Settings } from '../../model/register/register.ts';
import { addProposed } from './proposed.ts';
import { openRegister, sayLeftOut } from '../../session/open.ts';
import { type EscalationResult } from './work.ts';
import { findPlaces } from './places.ts';
import { type Context } from '../../session/context.ts';
import type { CommandResult } from '../../session/result.ts';
import { environment } from '../../session/environment.ts';
import { reachGitHub, attempt } from '../../session/github.ts';

/** Loads the records, and brings GitHub up to date with them. */
export async function escalateNow(
  context: Context,
  repository: string | boolean | undefined,
  budget: number,
): Promise<CommandResult> {
  const github = reachGitHub(repository);
  const { register, findings } = await openRegister(context);
  const { channels, missing } = openChannels(register.settings);
  for (const sentence of missing) context.tell(sentence);
  const outcome = await attempt(async () => {
    const login = await findLogin(github);
    const { proposals, troubles, ...more } = await addProposed(
      context.root,
      register,
      github,
      login,
    );
    const done = await run({
      github,
      register: more.register,
      now: context.now,
      login,
      places: { ...findPlaces(register.settings), proposed: proposals },
      channels,
      dryRun: context.dryRun,
      budget,
    });
    const proposed = [...proposals].flatMap(([incident, list]) =>
      list.map(({ number, url, entries }) => ({ incident, pull_request: number, url, entries })),
    );
    return { ...done, troubles: [...troubles, ...done.troubles], proposed };
  });
  // A record that cannot be read may hide a promise: said, so that the run is not green.
  const { leftOut } = register;
  if (leftOut.length > 0) context.tell(`${sayLeftOut(leftOut)} sitrep validate says why.`);
  const errors = findings.some(({ level }) => level === 'error');
  const { troubles, deferred } = outcome;
  const isDone = troubles.length + deferred.length + missing.length === 0 && !errors;
  return { status: isDone ? 0 : 1, ...describeReport(context, outcome, github.requests()) };
}

function openChannels({ escalation }: Settings): {
  channels: Map<string, Send<EscalationMessage>>;
  missing: string[];
} {
  const channels = new Map<string, Send<EscalationMessage>>();
  const missing: string[] = [];
  for (const channel of escalation.channels) {
    const opened = openChannel(channel, environment, escalationFormats);
    if ('missing' in opened) missing.push(opened.missing);
    else {
      const { severities } = channel;
      channels.set(channel.id, (message) =>
        severities && !severities.includes(message.escalation.incident.severity ?? '')
          ? Promise.resolve(true)
          : opened.send(message),
      );
    }
  }
  return { channels, missing };
}

/** Result of a run, with the unmerged entries that it counted. */
interface Report extends EscalationResult {
  proposed: { incident: string; pull_request: number; url: string; entries: number }[];
}

function describeReport(
  { dryRun }: Context,
  outcome: Report,
  requests: number,
): Pick<CommandResult, 'data' | 'text'> {
  const { steps, deferred, troubles, proposed } = outcome;
  const lines = [
    ...proposed.map(
      ({ incident, pull_request: number, entries }) =>
        `counted  ${incident}  ${entries} ${entries === 1 ? 'entry' : 'entries'} of pull request ${number}, not merged yet`,
    ),
    ...steps.map(({ do: what, key, number, what: words }) =>
      [dryRun ? 'would' : '', what, key, number === undefined ? '' : `#${number}`, words]
        .filter((part) => part !== '')
        .join('  '),
    ),
    ...deferred.map(({ key, why }) => `deferred  ${key}  ${why}`),
    ...troubles.map(({ key, why }) => `trouble  ${key}  ${why}`),
  ];
  return {
    data: { dry_run: dryRun, ...outcome, requests },
    text: [...lines, `requests: ${requests}`].join('\n'),
  };
}
