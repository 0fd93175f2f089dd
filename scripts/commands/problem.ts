import { formatMarkdown } from '../model/record/format.ts';
import { slugify } from '../model/text/slug.ts';
import { suggest } from '../model/text/suggest.ts';
import { carryOut } from '../deliver/carry-out.ts';
import { chooseIncident } from '../inputs/terminal/choose.ts';
import { type Command } from './command.ts';
import { setFields } from '../change/edit.ts';
import { openRegister } from '../session/open.ts';
import { readIds, requireLine } from '../inputs/terminal/options.ts';
import { deliveryOptions } from './delivery-options.ts';
import { Failure } from '../session/context.ts';
import { readText } from '../session/options.ts';
import type { CommandResult } from '../session/result.ts';

export const problemOpen: Command = {
  name: 'problem open',
  summary: 'Open a problem for the cause of recurring incidents',
  options: [
    { flags: '--title <text>', description: 'the cause, or what recurs' },
    { flags: '--services <ids>', description: 'services it concerns' },
    { flags: '--owner <who>', description: 'team or person that sees it solved' },
    { flags: '--incidents <ids>', description: 'incidents put down to it; parts of ids will do' },
    { flags: '--workaround <text>', description: 'what helps until it is gone' },
    ...deliveryOptions,
  ],
  examples: [
    {
      line: 'sitrep problem open --title "Connection pool runs dry" --services checkout --owner ticketing --incidents 2025-10-17',
      does: 'with the incident that showed it',
    },
  ],
  async run(context, _values, options): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const title = requireLine(options, 'title', '"Connection pool runs dry"');
    const id = slugify(title);
    if (id === '' || register.problems.has(id)) {
      throw new Failure(
        `There is a problem ${id} already.`,
        `sitrep problem link ${id} <incident>`,
      );
    }
    const workaround = readText(options, 'workaround');
    const incidents = readIds(options, 'incidents').map(
      (part) => chooseIncident(register, part).id,
    );
    const record = {
      title,
      state: 'open',
      services: readIds(options, 'services'),
      incidents,
      ...(workaround !== undefined && { workaround }),
      owner: requireLine(options, 'owner', 'ticketing'),
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
};

export const problemLink: Command = {
  name: 'problem link',
  summary: 'Link an incident to a problem',
  arguments: [
    { name: '<problem>', description: 'id of the problem' },
    { name: '<incident>', description: 'id, alias, or part of one' },
  ],
  options: deliveryOptions,
  examples: [{ line: 'sitrep problem link clock-changes 2026-10-25', does: 'one more of them' }],
  async run(context, [wanted, part], options): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const problem = register.problems.get(String(wanted));
    if (!problem) {
      const near = suggest(String(wanted), register.problems.keys());
      throw new Failure(
        `There is no problem ${String(wanted)}.`,
        near ? `Did you mean ${near}?` : 'Open it: `sitrep problem open`.',
      );
    }
    const incident = chooseIncident(register, String(part));
    const linked = problem.incidents ?? [];
    if (linked.includes(incident.id) || incident.problem === problem.id) {
      throw new Failure(`${incident.id} is put down to ${problem.id} already.`);
    }
    return carryOut(
      context,
      register,
      {
        file: setFields(context.root, problem.path, [[['incidents', linked.length], incident.id]]),
        message: `Link ${incident.title} to ${problem.title}`,
        record: problem.id,
        incident: incident.id,
        services: problem.services,
        says: `${problem.id}: ${linked.length + 1} incidents`,
      },
      options,
    );
  },
};
