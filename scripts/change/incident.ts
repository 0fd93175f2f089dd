import { formatMarkdown, formatYaml } from '../model/record/format.ts';
import { foldLines } from '../model/text/fold-lines.ts';
import { formatDay, parseInstant, type Instant } from '../model/time/instant.ts';
import type { Entry, IncidentRecord } from '../../schemas/generated/records.ts';
import type { Incident, Register } from '../model/register/register.ts';
import { chooseFree, slugify } from '../model/text/slug.ts';
import { formatSchemaHint } from './entry.ts';
import type { Change } from './change.ts';
import { checkChange } from './check.ts';
import { Failure } from '../session/context.ts';

/** A new incident: its front matter, its text, and its first entries. */
export interface IncidentDraft extends IncidentRecord {
  body?: string;
  entries: readonly Entry[];
}

/**
 * Prepares the files of a new incident, without writing them: its record, and a timeline of its first entries.
 *
 * @throws {Failure} if `validate` would find an error
 */
export function prepareIncident(
  root: string,
  register: Register,
  { body = '', entries, ...written }: IncidentDraft,
  now: Instant,
): { change: Change; id: string; incident: Incident; register: Register } {
  const record = {
    ...written,
    title: foldLines(written.title),
    summary: foldLines(written.summary),
  };
  const first = Math.min(...entries.map(({ at }) => parseInstant(at) ?? Number.NaN), now);
  const base = `${formatDay(first)}-${slugify(record.title) || 'incident'}`;
  // A folder that cannot be read exists too, so its name is taken.
  const id = chooseFree(
    base,
    (taken) =>
      register.incidents.has(taken) ||
      register.files.has(`${taken.slice(0, 4)}/${taken}/incident.md`),
  );
  const path = `${id.slice(0, 4)}/${id}`;
  const ordered = [...entries].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const change: Change = {
    files: [
      // The timeline comes first: a record without one is an error, a timeline without a record is not.
      {
        path: `${path}/timeline.yaml`,
        text: `${formatSchemaHint(root, 'timeline', 3)}${formatYaml(ordered)}`,
      },
      { path: `${path}/incident.md`, text: formatMarkdown(record, body) },
    ],
    message: `File ${record.title}`,
    record: id,
    incident: id,
    services: record.services,
    ...(ordered[0]?.by !== undefined && { by: ordered[0].by }),
  };
  const { register: after, findings } = checkChange(root, register, change, now);
  const [wrong] = findings;
  if (wrong) {
    const field = wrong.pointer
      ?.split('/')
      .filter((step) => /[a-z]/.test(step))
      .at(-1);
    throw new Failure(`${field ? `${field}: ` : ''}${wrong.message}`, wrong.help);
  }
  const incident = after.incidents.get(id);
  if (!incident) throw new Failure(`${id} could not be read back.`, 'Report this as a bug.');
  return { change, id, incident, register: after };
}
