import { isMap, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import { parseInstant } from '../../time/instant.ts';
import { endOfBlock } from './line.ts';
import { applySplices } from './splice.ts';

/** Text of an entry, with the comments directly above it, and its value. */
interface Block {
  at: number;
  text: string;
  says: string;
}

type Span = Omit<Block, 'text'> & { from: number; to: number };

/** Entries of a timeline, and a function that writes them in another order. */
interface Cut {
  blocks: Block[];
  join(ordered: readonly Block[]): string;
}

/**
 * Sorts the entries of a timeline by time. Each keeps its text, its comments and its layout, byte
 * for byte; entries with the same time keep their order. Comments above the first entry and below
 * the last belong to the file, and stay. In a list in brackets the entries change places, and
 * whatever is between them stays.
 *
 * Returns the timeline unchanged if an entry cannot be read, if it is in brackets with comments
 * between entries (nobody knows which entry they belong to), or if sorting would change its
 * meaning.
 */
export function sortTimeline(yaml: string): string {
  const entries = readEntries(yaml);
  const cut = entries && (entries.flow === true ? cutItems : cutBlocks)(yaml, entries);
  if (!cut) return yaml;
  const ordered = cut.blocks.toSorted((a, b) => a.at - b.at);
  if (ordered.every((block, index) => block === cut.blocks[index])) return yaml;
  const sorted = cut.join(ordered);
  const after = readEntries(sorted)?.items.map((item) => JSON.stringify(item));
  return after?.every((says, index) => says === ordered[index]?.says) ? sorted : yaml;
}

function readEntries(yaml: string): YAMLSeq | undefined {
  const { contents, errors } = parseDocument(yaml, { logLevel: 'silent', keepSourceTokens: true });
  return errors.length === 0 && isSeq(contents) ? contents : undefined;
}

/** Finds each entry with its time and value; undefined if one cannot be read. */
function findSpans(entries: YAMLSeq): Span[] | undefined {
  const spans: Span[] = [];
  for (const item of entries.items) {
    const at = isMap(item) ? parseInstant(String(item.get('at'))) : undefined;
    if (!isMap(item) || !item.range || at === undefined) return undefined;
    spans.push({ at, says: JSON.stringify(item), from: item.range[0], to: item.range[1] });
  }
  return spans;
}

function cutItems(yaml: string, entries: YAMLSeq): Cut | undefined {
  const spans = findSpans(entries);
  if (!spans || !entries.range) return undefined;
  const without = applySplices(
    yaml,
    spans.map((span) => ({ ...span, text: '' })),
  );
  const length = yaml.length - without.length;
  if (without.slice(entries.range[0], entries.range[1] - length).includes('#')) return undefined;
  return {
    blocks: spans.map((span) => ({ ...span, text: yaml.slice(span.from, span.to) })),
    join: (ordered) =>
      applySplices(
        yaml,
        spans.map(({ from, to }, index) => ({ from, to, text: ordered[index]?.text ?? '' })),
      ),
  };
}

function cutBlocks(yaml: string, entries: YAMLSeq): Cut | undefined {
  const spans: Span[] = [];
  for (const span of findSpans(entries) ?? []) {
    const from = yaml.lastIndexOf('\n', span.from - 1) + 1;
    // An entry must begin a line of its own, with its dash.
    const dash = /^ *-/.exec(yaml.slice(from, span.from + 1))?.[0].length;
    if (dash === undefined) return undefined;
    const to = endOfBlock(yaml, span.to, dash - 1);
    spans.push({ ...span, from, to });
  }
  const blocks = spans.map(({ at, says, to }, index) => {
    const from = spans[index - 1]?.to ?? spans[index]?.from;
    return { at, says, text: yaml.slice(from, to) };
  });
  const head = yaml.slice(0, spans[0]?.from);
  const tail = yaml.slice(spans.at(-1)?.to);
  const newline = yaml.includes('\r\n') ? '\r\n' : '\n';
  return { blocks, join: (ordered) => joinBlocks(head, ordered, tail, newline) };
}

/**
 * Moves a missing line end along if the last line is no longer the last, so that the file ends as
 * it did.
 */
function joinBlocks(head: string, blocks: readonly Block[], tail: string, newline: string): string {
  const isEnded = blocks.every(({ text }) => text.endsWith('\n'));
  if (isEnded) return head + blocks.map(({ text }) => text).join('') + tail;
  const texts = blocks.map(({ text }) => (text.endsWith('\n') ? text : text + newline));
  return (head + texts.join('')).slice(0, -newline.length) + tail;
}
