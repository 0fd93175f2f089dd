import { formatMarkdown } from '../model/record/format.ts';
import { draftPostmortem } from '../change/postmortem.ts';
import { formatSecond } from '../model/time/instant.ts';
import { carryOut } from '../deliver/carry-out.ts';
import { chooseIncident } from '../inputs/terminal/choose.ts';
import { defineCommand } from './command.ts';
import { setFields } from '../change/edit.ts';
import { openRegister } from '../session/open.ts';
import { deliveryOptions } from './delivery-options.ts';
import { Failure } from '../session/context.ts';
import { requireIncidentFiles } from '../session/incident.ts';
import { findHandle } from '../session/options.ts';
import type { CommandResult } from '../session/result.ts';

export const postmortem = defineCommand({
  name: 'postmortem',
  summary: 'Draft a postmortem, or submit it for review',
  arguments: [{ name: '<incident>', description: 'id, alias, or part of one' }],
  options: [
    { flags: '--by <handle>', description: 'author; by default SITREP_HANDLE, or the commander' },
    { flags: '--submit', description: 'submit the draft for review' },
    ...deliveryOptions,
  ],
  examples: [
    { line: 'sitrep postmortem 2026-11-20', does: 'draft postmortem.md beside the timeline' },
    { line: 'sitrep postmortem 2026-11-20 --submit --pr', does: 'submit the finished draft' },
  ],
  async run(context, [wanted], options): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const incident = chooseIncident(register, wanted);
    const { id, title, services } = incident;
    const about = { record: id, incident: id, services };
    const path = `${incident.path}/postmortem.md`;
    if (options.submit === true) {
      if (!incident.postmortem) {
        throw new Failure(`${id} has no postmortem.`, `sitrep postmortem ${id}`);
      }
      if (incident.postmortem.state === 'in-review')
        throw new Failure(`${id} is already in review.`);
      const at = formatSecond(context.now);
      const file = setFields(context.root, path, [
        [['state'], 'in-review'],
        [['submitted'], at],
      ]);
      const says = `${id}: the postmortem is in review`;
      return carryOut(
        context,
        register,
        { ...about, file, includeEdits: true, message: `Submit the postmortem of ${title}`, says },
        options,
      );
    }
    if (incident.postmortem) {
      throw new Failure(
        `${path} already exists.`,
        'Edit it, or submit it for review with --submit.',
      );
    }
    const author = findHandle(options.by) ?? incident.roles['commander'] ?? '';
    if (author === '') {
      throw new Failure(
        'The postmortem has no author.',
        'Write --by <handle>, or set SITREP_HANDLE.',
      );
    }
    const files = requireIncidentFiles({ root: context.root }, register, incident);
    const { record, body } = draftPostmortem(files, register, author);
    const file = { path, text: formatMarkdown(record, body) };
    return carryOut(
      context,
      register,
      {
        ...about,
        file,
        message: `Draft the postmortem of ${title}`,
        by: author,
        says: `${id}: drafted, with ${record.actions.length} ${record.actions.length === 1 ? 'action' : 'actions'}`,
      },
      options,
    );
  },
});
