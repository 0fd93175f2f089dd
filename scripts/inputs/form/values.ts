import { showHidden } from '../../model/text/visible.ts';
import { hour, minute } from '../../model/time/duration.ts';
import { parseDay, parseInstant, type Instant } from '../../model/time/instant.ts';
import type { Link } from '../../../schemas/generated/records.ts';
import type { Register } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';
import { parseWhen } from '../../model/time/when.ts';
import { findInstant, toWall } from '../../model/time/zone.ts';
import type { FieldError, FormSubmission } from './form.ts';

/** Collects errors while fields are read, so that one reply can list them all. */
export interface FormReader {
  errors: FieldError[];
  addError(field: string, message: string): void;
}

/** Creates a reader without errors. */
export function startReading(): FormReader {
  const errors: FieldError[] = [];
  return {
    errors,
    addError(field, message) {
      // On one line: a log may show it, and a line of a log can be a workflow command.
      errors.push({ field, message: message.replaceAll(/\s+/g, ' ') });
    },
  };
}

/** Reads a text as one line, cut to the length that a record allows. */
export function readLine(reader: FormReader, field: string, text = '', maxLength = 200): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const characters = Array.from(line);
  if (line !== '' && characters.length < 3) {
    reader.addError(field, 'This text is very short. Write a few words.');
  }
  if (line.length <= maxLength) return line;
  return `${line.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Reads the title of the issue as the title of a record. */
export function readTitle(reader: FormReader, { title }: FormSubmission): string {
  const line = readLine(reader, 'Title', showHidden(title));
  if (line === '')
    reader.addError('Title', 'The title is empty. Describe in a few words what it is about.');
  return line;
}

/** Cuts a long text to the length that a record allows. The issue keeps the whole text. */
export function readLong(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const more = '\n\n… (the issue has the whole text)';
  return `${text.slice(0, maxLength - more.length).replace(/[\ud800-\udbff]$/, '')}${more}`;
}

/** The option that forms offer to people who are not sure. */
const unsure = 'I do not know';

/** Reads an option of a list: `id: words`, `id`, or the name of the id. */
export function readChoice(
  reader: FormReader,
  field: string,
  text: string | undefined,
  known: readonly { id: string; name?: string }[],
): string | undefined {
  if (text === undefined || text === unsure) return undefined;
  const word = text.split(':')[0]?.trim() ?? '';
  const found = findNamed(word, known);
  if (found !== undefined) return found;
  const ids = known.map(({ id }) => id);
  const near = suggest(word, ids);
  reader.addError(
    field,
    near === undefined
      ? `“${shortenWord(word)}” is not one of ${ids.join(', ')}.`
      : `“${shortenWord(word)}” is unknown. Did you mean ${near}?`,
  );
  return undefined;
}

/** Reads services by name or id, separated by commas. */
export function readServices(
  reader: FormReader,
  field: string,
  text: string | undefined,
  { services }: Pick<Register, 'services'>,
): string[] {
  if (text === undefined) return [];
  const known = [...services.values()].map(({ id, name }) => ({ id, name }));
  const words = text
    .split(/[,\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== '' && word !== unsure);
  const ids = words.slice(0, 100).flatMap((word) => {
    const id = findNamed(word, known);
    if (id !== undefined) return [id];
    const near = [known.map(({ name }) => name), known.map(({ id }) => id)]
      .map((names) => suggest(word, names))
      .find((name) => name !== undefined);
    reader.addError(
      field,
      near === undefined
        ? `The catalog has no service “${shortenWord(word)}”.`
        : `The catalog has no service “${shortenWord(word)}”. Did you mean ${near}?`,
    );
    return [];
  });
  return [...new Set(ids)];
}

function findNamed(
  word: string,
  known: readonly { id: string; name?: string }[],
): string | undefined {
  const same = word.toLowerCase();
  return known.find(({ id, name }) => id.toLowerCase() === same || name?.toLowerCase() === same)
    ?.id;
}

function shortenWord(word: string): string {
  return word.length > 60 ? `${word.slice(0, 59).replace(/[\ud800-\udbff]$/, '')}…` : word;
}

/**
 * Reads a time as people write it: with an offset, or as the organisation's clocks show it
 * (`2026-01-14 08:12`). If `before` is given, `08:12` means the last 08:12 before it.
 */
export function readMoment(
  reader: FormReader,
  field: string,
  text: string | undefined,
  zone: string,
  before?: Instant,
): Instant | undefined {
  if (text === undefined) return undefined;
  const parsed = before === undefined ? parseInstant(text) : parseWhen(text, before, zone);
  if (parsed !== undefined) return parsed;
  const { date = '', time = '' } =
    /^(?<date>\d{4}-\d{2}-\d{2})[ T]+(?<time>\d{1,2}:\d{2})$/.exec(text)?.groups ?? {};
  const [hours = NaN, minutes = NaN] = time.split(':').map(Number);
  const midnight = parseDay(date);
  if (midnight === undefined || !(hours < 24) || !(minutes < 60)) {
    reader.addError(
      field,
      `Cannot read “${shortenWord(text)}” as a time. Write it as 2026-01-14 08:12 (${zone}).`,
    );
    return undefined;
  }
  const wall = midnight + hours * hour + minutes * minute;
  const at = findInstant(wall, zone);
  if (toWall(at, zone) === wall) return at;
  reader.addError(field, `The clocks of ${zone} skipped this time. Write another one.`);
  return undefined;
}

/** Reads the author as the `by` of an entry, if the login can be one. */
export function readAuthor({ author }: FormSubmission): { by?: string } {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(author) ? { by: author } : {};
}

/** Builds the link from a record to its issue. */
export function linkIssue({ number, url }: FormSubmission): Link {
  return { title: `Issue ${number}`, url };
}
