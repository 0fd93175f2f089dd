import { createHash } from 'node:crypto';
// Two comments that GitHub does not show, on the last lines of a body: nothing that a record says can
// come after them, and what stands before them is not read.
const shape =
  /<!-- sitrep:escalation v1 (?<key>[a-z0-9-]+(?:\/[a-z0-9-]+)*) -->\n<!-- sitrep:marks (?<marks>[^\n>]{0,4000}) -->\s*$/;

/** Writes the marks under the text of an issue. */
export function sealBody(text: string, { key, mentions, told, sent, ...rest }: Marks): string {
  const fields = {
    ...rest,
    told: writeTold(told),
    sent: writeTold(sent),
    mentions: mentions.join(','),
  };
  const line = Object.entries(fields)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
  return `${text}\n\n<!-- sitrep:escalation v1 ${key} -->\n<!-- sitrep:marks ${line} -->`;
}

/** Reads the marks of a body; undefined where it is none of ours. */
export function readMarks(body: string): Marks | undefined {
  const { key, marks = '' } = shape.exec(body.replaceAll('\r\n', '\n'))?.groups ?? {};
  if (key === undefined) return undefined;
  const fields = new Map(
    marks.split(' ').map((field): [string, string] => {
      const [name = '', value = ''] = field.split('=');
      return [name, value];
    }),
  );
  return {
    key,
    wish: fields.get('wish') === 'closed' ? 'closed' : 'open',
    round: Number(fields.get('round')) || 0,
    told: readTold(fields.get('told')),
    sent: readTold(fields.get('sent')),
    digest: fields.get('digest') ?? '',
    mentions: (fields.get('mentions') ?? '').split(',').filter((handle) => handle !== ''),
  };
}

/** The mark of a comment, by which it is found again. */
export function writeCommentMark(name: string): string {
  return `<!-- sitrep:step v1 ${name} -->`;
}

/** SHA-256 in hexadecimal. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function writeTold(told: Told): string {
  return [...told].map(([level, repeat]) => `${level}:${repeat}`).join(',');
}

function readTold(text = ''): Told {
  return new Map(
    text
      .split(',')
      .filter((part) => part !== '')
      .map((part): [string, number] => {
        const [level = '', repeat] = part.split(':');
        return [level, Number(repeat) || 0];
      }),
  );
}

/** How often each level of a team was told after the first time: `web.1` → 0. */
export type Told = ReadonlyMap<string, number>;

/** What our marks in an issue's body say of it. */
export interface Marks {
  key: string;
  /** How it was to stand when we last wrote it: tells our closing from a person's. */
  wish: 'open' | 'closed';
  round: number;
  /** What was told on the issue. */
  told: Told;
  /** What every channel was told; with `opened`, that there is the issue. */
  sent: Told;
  /** Of the facts it shows. */
  digest: string;
  /** Handles that could not be assigned. */
  mentions: readonly string[];
}
