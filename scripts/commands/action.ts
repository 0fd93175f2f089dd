import { formatDay } from '../model/time/instant.ts';
import type { Action } from '../../schemas/generated/records.ts';
import type { Register } from '../model/register/register.ts';
import { suggest } from '../model/text/suggest.ts';
import { carryOut } from '../deliver/carry-out.ts';
import { chooseIncident } from '../inputs/terminal/choose.ts';
import { type Command } from './command.ts';
import { setFields } from '../change/edit.ts';
import { openRegister } from '../session/open.ts';
import { deliveryOptions } from './delivery-options.ts';
import { Failure } from '../session/context.ts';
import { readText } from '../session/options.ts';
import type { CommandResult } from '../session/result.ts';

export const actionDone: Command = {
  name: 'action done',
  summary: 'Mark an action item as done',
  arguments: [
    {
      name: '<action>',
      description: 'as incident/action or problem/action; a part of the incident’s id will do',
    },
  ],
  options: [
    { flags: '--verified-by <handle>', description: 'who checked that it works' },
    {
      flags: '--on <day>',
      description: 'the day on which it was done (YYYY-MM-DD); today if left out',
    },
    { flags: '--issue <address>', description: 'the ticket that tracks it' },
    ...deliveryOptions,
  ],
  examples: [
    { line: 'sitrep action done 2025-11-28/jitter', does: 'today' },
    {
      line: 'sitrep action done 2025-11-28/jitter --on 2026-01-13 --verified-by jvries --commit',
      does: 'on another day, checked by somebody else',
    },
  ],
  async run(context, [wanted], options): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const { record, path, action, index, incident } = findAction(register, String(wanted));
    const on = readText(options, 'on');
    if (action.done !== undefined && on === undefined) {
      throw new Failure(
        `${action.id} was done on ${action.done}.`,
        'To write another day, name it with --on.',
      );
    }
    const day = on ?? formatDay(context.now);
    const verifier = readText(options, 'verifiedBy');
    const issue = readText(options, 'issue');
    const at = ['actions', index] as const;
    const file = setFields(context.root, path, [
      [[...at, 'done'], day],
      ...(verifier === undefined ? [] : [[[...at, 'verified_by'], verifier] as const]),
      ...(issue === undefined ? [] : [[[...at, 'issue'], issue] as const]),
    ]);
    return carryOut(
      context,
      register,
      {
        file,
        message: `Done: ${action.title}`,
        record,
        ...(incident !== undefined && { incident }),
        says: `${record}/${action.id}: done on ${day}`,
      },
      options,
    );
  },
};

interface Found {
  record: string;
  path: string;
  action: Action;
  index: number;
  incident?: string;
}

/** The one action that `incident/action` or `problem/action` means. */
function findAction(register: Register, wanted: string): Found {
  const slash = wanted.lastIndexOf('/');
  const [owner, id] = [wanted.slice(0, Math.max(slash, 0)), wanted.slice(slash + 1)];
  if (slash <= 0) throw new Failure(`${wanted} is no action.`, 'Write it as incident/action.');
  const problem = register.problems.get(owner);
  const incident = problem ? undefined : chooseIncident(register, owner);
  const path = problem?.path ?? incident?.postmortem?.path;
  const actions = problem?.actions ?? incident?.postmortem?.actions ?? [];
  const record = problem?.id ?? incident?.id ?? '';
  if (path === undefined) {
    throw new Failure(`${record} has no postmortem.`, `sitrep postmortem ${record}`);
  }
  const index = actions.findIndex((action) => action.id === id);
  const action = actions[index];
  if (action) return { record, path, action, index, ...(incident && { incident: incident.id }) };
  const ids = actions.map((known) => known.id);
  const near = suggest(id, ids);
  throw new Failure(
    `${record} has no action ${id}.`,
    near ? `Did you mean ${near}?` : `It has ${ids.join(', ') || 'none'}.`,
  );
}
