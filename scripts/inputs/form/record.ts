import type { FormDraft } from './form.ts';
import { formatMarkdown } from '../../model/record/format.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Register } from '../../model/register/register.ts';
import { chooseFree, slugify } from '../../model/text/slug.ts';
import { formatInZone } from '../../model/time/zone.ts';
import type { FileChange } from '../../change/change.ts';
import { checkChange } from '../../change/check.ts';
import { prepareIncident } from '../../change/incident.ts';
import { Failure } from '../../session/context.ts';

/** A validated record, ready to be proposed. */
export interface FormRecord {
  id: string;
  /** Path of the main file, relative to the data root. */
  path: string;
  files: readonly FileChange[];
  services: readonly string[];
}

/**
 * Builds the files of the record that a form describes, and checks them as `validate` would.
 *
 * @param now time at which the form was submitted: the same form always gives the same files
 * @throws {Failure} if `validate` would reject the record
 */
export function prepareRecord(
  root: string,
  register: Register,
  draft: FormDraft,
  now: Instant,
): FormRecord {
  const { services, title } = draft.record;
  if (draft.kind === 'incident') {
    const { record, entries } = draft;
    const { change, id } = prepareIncident(root, register, { ...record, entries }, now);
    return { id, path: change.files.at(-1)?.path ?? '', files: change.files, services };
  }
  const slug = slugify(title) || draft.kind;
  const isWindow = draft.kind === 'maintenance';
  const zone = register.settings.organisation.timezone;
  const folder = isWindow ? 'maintenance' : 'runbooks';
  const base = isWindow ? `${formatInZone(draft.at, zone).slice(0, 10)}-${slug}` : slug;
  const id = chooseFree(base, (taken) => register.files.has(`${folder}/${taken}.md`));
  const path = `${folder}/${id}.md`;
  const files = [{ path, text: formatMarkdown(draft.record, draft.body) }];
  const [error] = checkChange(root, register, { files }, now).findings;
  if (error) throw new Failure(error.message, error.help);
  return { id, path, files, services };
}
