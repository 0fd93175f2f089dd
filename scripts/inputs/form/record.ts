import type { Draft } from './form.ts';
import { formatMarkdown } from '../../model/record/format.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Register } from '../../model/register/register.ts';
import { chooseFree, slugify } from '../../model/text/slug.ts';
import { formatInZone } from '../../model/time/zone.ts';
import type { FileChange } from '../../change/change.ts';
import { checkChange } from '../../change/check.ts';
import { prepareIncident } from '../../change/incident.ts';
import { Failure } from '../../session/context.ts';

/** A record that is ready to be proposed. */
export interface FormRecord {
  id: string;
  /** Its main file, relative to the data root. */
  path: string;
  files: readonly FileChange[];
  services: readonly string[];
}

/**
 * Makes the files of what a form asks for, checked as `validate` would.
 *
 * @param now when the form was sent: the same form makes the same files
 * @throws {Failure} where it would be refused
 */
export function prepareRecord(
  root: string,
  register: Register,
  draft: Draft,
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
  const [wrong] = checkChange(root, register, { files }, now).findings;
  if (wrong) throw new Failure(wrong.message, wrong.help);
  return { id, path, files, services };
}
