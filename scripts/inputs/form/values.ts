import { showHidden } from '../../model/text/visible.ts';
import { hour, minute } from '../../model/time/duration.ts';
import { parseDay, parseInstant, type Instant } from '../../model/time/instant.ts';
import type { Link } from '../../../schemas/generated/records.ts';
import type { Register } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';
import { parseWhen } from '../../model/time/when.ts';
import { findInstant, toWall } from '../../model/time/zone.ts';
import type { Lack, Submission } from './form.ts';

/** Gathers what is wrong while the fields are read, so that all of it can be said at once. */
export interface Reader {
  lacks: Lack[];
  lack(field: string, why: string): void;
}

/** A reader that has found nothing wrong yet. */
export function startReading(): Reader {
  const lacks: Lack[] = [];
  return {
    lacks,
    lack(field, why) {
      // On one line: a log may show it, and a line there can be a command.
      lacks.push({ field, why: why.replaceAll(/\s+/g, ' ') });
    },
  };
}

/** A text on one line, cut where it is longer than a record takes. */
export function readLine(reader: Reader, field: string, text = '', longest = 200): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const characters = Array.from(line);
  if (line !== '' && characters.length < 3) {
    reader.lack(field, 'It is very short: please write a few words.');
  }
  if (line.length <= longest) return line;
  return `${line.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The title of the issue, as the record has it. */
export function readTitle(reader: Reader, { title }: Submission): string {
  const line = readLine(reader, 'Title', showHidden(title));
  if (line === '') reader.lack('Title', 'It is empty: please say in a few words what it is about.');
  return line;
}

/** A long text, cut where it is longer than a record takes; the issue keeps all of it. */
export function readLong(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const told = '\n\n… (the whole text stands in the issue)';
  return `${text.slice(0, longest - told.length).replace(/[\ud800-\udbff]$/, '')}${told}`;
}

/** What the forms offer where somebody cannot tell. */
const unsure = 'I do not know';

/** An option of a list is `id: words`, `id`, or the name that goes with the id. */
export function readChoice(
  reader: Reader,
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
  const shown = showWord(word);
  reader.lack(
    field,
    near === undefined
      ? `“${shown}” is none of ${ids.join(', ')}.`
      : `“${shown}” is not known. Did you mean ${near}?`,
  );
  return undefined;
}

/** Services by name or id, with commas between them. */
export function readServices(
  reader: Reader,
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
    reader.lack(
      field,
      near === undefined
        ? `There is no service “${showWord(word)}” in the catalogue.`
        : `There is no service “${showWord(word)}”. Did you mean ${near}?`,
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

function showWord(word: string): string {
  return word.length > 60 ? `${word.slice(0, 59).replace(/[\ud800-\udbff]$/, '')}…` : word;
}

/**
 * An instant as people write it: with an offset, as the organisation's clocks show it
 * (`2026-01-14 08:12`), or, where `before` is given, `08:12` for the last time they did.
 */
export function readMoment(
  reader: Reader,
  field: string,
  text: string | undefined,
  zone: string,
  before?: Instant,
): Instant | undefined {
  if (text === undefined) return undefined;
  const said = before === undefined ? parseInstant(text) : parseWhen(text, before, zone);
  if (said !== undefined) return said;
  const { date = '', time = '' } =
    /^(?<date>\d{4}-\d{2}-\d{2})[ T]+(?<time>\d{1,2}:\d{2})$/.exec(text)?.groups ?? {};
  const [hours = NaN, minutes = NaN] = time.split(':').map(Number);
  const midnight = parseDay(date);
  if (midnight === undefined || !(hours < 24) || !(minutes < 60)) {
    reader.lack(
      field,
      `“${showWord(text)}” cannot be read: please write it as 2026-01-14 08:12 (${zone}).`,
    );
    return undefined;
  }
  const wall = midnight + hours * hour + minutes * minute;
  const at = findInstant(wall, zone);
  if (toWall(at, zone) === wall) return at;
  reader.lack(field, `The clocks of ${zone} left that time out: please write another.`);
  return undefined;
}

/** Who wrote it, where it is a name that an entry can have. */
export function readAuthor({ author }: Submission): { by?: string } {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(author) ? { by: author } : {};
}

/** The link from the record to its issue. */
export function linkRoom({ number, url }: Submission): Link {
  return { title: `Issue ${number}`, url };
}
