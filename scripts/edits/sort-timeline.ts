import { isMap, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import { parseInstant } from '../register/instant.ts';
import { endOfBlock } from './line.ts';

/** An entry's text, with the comments right above it, and what it says. */
interface Block {
  at: number;
  text: string;
  says: string;
}

/**
 * Puts the entries of a timeline into the order of their instants. Each keeps its text, its comments
 * and its layout, byte for byte; entries of the same instant keep the order they stand in. Comments
 * above the first entry and below the last are taken for the file's own, and stay.
 *
 * A timeline in one line, or one with an entry that cannot be read, is left as it is; so is one that
 * would say anything else after it was sorted.
 */
export function sortTimeline(yaml: string): string {
  const entries = readEntries(yaml);
  const cut = entries && cutBlocks(yaml, entries);
  if (!cut) return yaml;
  const ordered = cut.blocks.toSorted((a, b) => a.at - b.at);
  if (ordered.every((block, index) => block === cut.blocks[index])) return yaml;
  const sorted = joinBlocks(cut.head, ordered, cut.tail, yaml.includes('\r\n') ? '\r\n' : '\n');
  const after = readEntries(sorted)?.items.map((item) => JSON.stringify(item));
  return after?.every((says, index) => says === ordered[index]?.says) ? sorted : yaml;
}

function readEntries(yaml: string): YAMLSeq | undefined {
  const { contents, errors } = parseDocument(yaml, { logLevel: 'silent', keepSourceTokens: true });
  return errors.length === 0 && isSeq(contents) && contents.flow !== true ? contents : undefined;
}

function cutBlocks(
  yaml: string,
  entries: YAMLSeq,
): { head: string; blocks: Block[]; tail: string } | undefined {
  const spans: (Omit<Block, 'text'> & { from: number; to: number })[] = [];
  for (const item of entries.items) {
    const at = isMap(item) ? parseInstant(String(item.get('at'))) : undefined;
    if (!isMap(item) || !item.range || at === undefined) return undefined;
    const from = yaml.lastIndexOf('\n', item.range[0] - 1) + 1;
    // An entry must begin a line of its own, with its dash.
    const dash = /^ *-/.exec(yaml.slice(from, item.range[0] + 1))?.[0].length;
    if (dash === undefined) return undefined;
    const to = endOfBlock(yaml, item.range[1], dash - 1);
    spans.push({ at, says: JSON.stringify(item), from, to });
  }
  const blocks = spans.map(({ at, says, to }, index) => {
    const from = spans[index - 1]?.to ?? spans[index]?.from;
    return { at, says, text: yaml.slice(from, to) };
  });
  return { head: yaml.slice(0, spans[0]?.from), blocks, tail: yaml.slice(spans.at(-1)?.to) };
}

/** A file whose last line is not ended gets that end where the line is no longer the last, and ends as it did. */
function joinBlocks(head: string, blocks: readonly Block[], tail: string, newline: string): string {
  const isEnded = blocks.every(({ text }) => text.endsWith('\n'));
  if (isEnded) return head + blocks.map(({ text }) => text).join('') + tail;
  const texts = blocks.map(({ text }) => (text.endsWith('\n') ? text : text + newline));
  return (head + texts.join('')).slice(0, -newline.length) + tail;
}
