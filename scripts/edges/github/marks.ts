import { createHash } from 'node:crypto';

/**
 * Marks of an issue: two comments that GitHub does not show, on the last lines of its body. No text of a
 * record can follow them, and nothing before them is read.
 */
const shape =
  /<!-- sitrep:escalation v1 (?<key>[a-z0-9-]+(?:\/[a-z0-9-]+)*) -->\n<!-- sitrep:marks (?<marks>[^\n>]{0,4000}) -->\s*$/;

/** Appends the marks to the text of an issue. */
export function sealBody(text: string, { key, mentions, told, sent, ...rest }: Marks): string {
  const fields = {
    ...rest,
    told: formatNoticeCounts(told),
    sent: formatNoticeCounts(sent),
    mentions: mentions.join(','),
  };
  const line = Object.entries(fields)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
  return `${text}\n\n<!-- sitrep:escalation v1 ${key} -->\n<!-- sitrep:marks ${line} -->`;
}

/** Parses the marks of a body; undefined if Sitrep did not write it. */
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
    told: parseNoticeCounts(fields.get('told')),
    sent: parseNoticeCounts(fields.get('sent')),
    digest: fields.get('digest') ?? '',
    mentions: (fields.get('mentions') ?? '').split(',').filter((handle) => handle !== ''),
  };
}

/** Formats the mark by which a comment is found again. */
export function writeCommentMark(name: string): string {
  return `<!-- sitrep:step v1 ${name} -->`;
}

/** Computes SHA-256 in hexadecimal. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function formatNoticeCounts(told: NoticeCounts): string {
  return [...told].map(([level, repeat]) => `${level}:${repeat}`).join(',');
}

function parseNoticeCounts(text = ''): NoticeCounts {
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

/** Repeated notices by level of a team, not counting the first: `web.1` → 0. */
export type NoticeCounts = ReadonlyMap<string, number>;

/** State of an escalation issue, kept in marks in its body. */
export interface Marks {
  key: string;
  /** State that Sitrep last set, which distinguishes its closing from a person's. */
  wish: 'open' | 'closed';
  round: number;
  /** Notices on the issue. */
  told: NoticeCounts;
  /** Notices on every channel; `opened` announces the issue. */
  sent: NoticeCounts;
  /** Digest of the facts that it shows. */
  digest: string;
  /** Handles that could not be assigned. */
  mentions: readonly string[];
}
