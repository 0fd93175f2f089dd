import { formatMarkdown } from '../model/record/format.ts';
import { slugify } from '../model/text/slug.ts';
import { carryOut } from '../deliver/carry-out.ts';
import { chooseIncident } from '../inputs/terminal/choose.ts';
import { defineCommand } from './command.ts';
import { openRegister } from '../session/open.ts';
import { deliveryOptions } from './delivery-options.ts';
import { Failure } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';

export const problemOpen = defineCommand({
  name: 'problem open',
  summary: 'Open a problem for the cause of recurring incidents',
  options: [
    {
      flags: '--title <text>',
      description: 'the cause, or what recurs',
      required: '"Connection pool runs dry"',
    },
    { flags: '--services <ids>', description: 'affected services: checkout,payments', list: true },
    {
      flags: '--owner <who>',
      description: 'team or person responsible for solving it',
      required: 'ticketing',
    },
    {
      flags: '--incidents <ids>',
      description: 'incidents with this cause; parts of ids are enough',
      list: true,
    },
    { flags: '--workaround <text>', description: 'what helps until it is solved' },
    ...deliveryOptions,
  ],
  examples: [
    {
      line: 'sitrep problem open --title "Connection pool runs dry" --services checkout --owner ticketing --incidents 2025-10-17',
      does: 'open a problem with its first incident',
    },
  ],
  async run(context, _values, options): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const { title, services = [], owner, incidents: parts = [], workaround } = options;
    const id = slugify(title);
    if (id === '' || register.problems.has(id)) {
      throw new Failure(`Problem ${id} already exists.`, `sitrep problem link ${id} <incident>`);
    }
    const incidents = parts.map((part) => chooseIncident(register, part).id);
    const record = {
      title,
      state: 'open',
      services,
      incidents,
      ...(workaround !== undefined && { workaround }),
      owner,
      actions: [],
    };
    return carryOut(
      context,
      register,
      {
        file: { path: `problems/${id}.md`, text: formatMarkdown(record, '') },
        message: `Open problem: ${title}`,
        record: id,
        services: record.services,
        says: `${id}: open, with ${incidents.length} ${incidents.length === 1 ? 'incident' : 'incidents'}`,
      },
      options,
    );
  },
});
