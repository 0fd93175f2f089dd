import { formatDay } from '../model/time/instant.ts';
import { carryOut } from '../deliver/carry-out.ts';
import { chooseAction } from '../inputs/terminal/action.ts';
import { defineCommand } from './command.ts';
import { setFields } from '../change/edit.ts';
import { openRegister } from '../session/open.ts';
import { deliveryOptions } from './delivery-options.ts';
import { Failure } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';

export const actionDone = defineCommand({
  name: 'action done',
  summary: 'Mark an action item as done',
  arguments: [
    {
      name: '<action>',
      description: 'incident/action or problem/action; part of the incident’s id is enough',
    },
  ],
  options: [
    { flags: '--verified-by <handle>', description: 'person who checked that it works' },
    {
      flags: '--on <day>',
      description: 'day on which it was done (YYYY-MM-DD); today by default',
    },
    { flags: '--issue <address>', description: 'address of the issue that tracks it' },
    ...deliveryOptions,
  ],
  examples: [
    { line: 'sitrep action done 2025-11-28/jitter', does: 'done today' },
    {
      line: 'sitrep action done 2025-11-28/jitter --on 2026-01-13 --verified-by jvries --commit',
      does: 'done on another day, and verified by someone else',
    },
  ],
  async run(context, [wanted], options): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const { record, path, action, index, incident } = chooseAction(register, wanted);
    const { on, verifiedBy, issue } = options;
    if (action.done !== undefined && on === undefined) {
      throw new Failure(
        `${action.id} was already done on ${action.done}.`,
        'To change the day, add --on.',
      );
    }
    const day = on ?? formatDay(context.now);
    const at = ['actions', index] as const;
    const file = setFields(context.root, path, [
      [[...at, 'done'], day],
      ...(verifiedBy === undefined ? [] : [[[...at, 'verified_by'], verifiedBy] as const]),
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
});
