import { isMap, isSeq, parseDocument } from 'yaml';
import { parseInstant } from '../register/instant.ts';

/**
 * Puts the entries of a timeline into the order of their instants. Each keeps its text, its comments
 * and its layout, byte for byte; entries of the same instant keep the order they stand in. A timeline
 * in one line, or one with an entry that cannot be read, is left as it is.
 */
export function sortTimeline(yaml: string): string {
  const { contents, errors } = parseDocument(yaml, { logLevel: 'silent' });
  if (errors.length > 0 || !isSeq(contents) || contents.flow === true) return yaml;
  const blocks: { at: number; text: string }[] = [];
  const starts = contents.items.map((item) => {
    const range = isMap(item) ? item.range : undefined;
    return range ? yaml.lastIndexOf('\n', range[0]) + 1 : -1;
  });
  for (const [index, item] of contents.items.entries()) {
    const at = isMap(item) ? parseInstant(String(item.get('at'))) : undefined;
    const start = starts[index] ?? -1;
    // An entry must begin a line of its own, with its dash.
    if (at === undefined || start < 0 || !/^\s*-/.test(yaml.slice(start))) return yaml;
    blocks.push({ at, text: '' });
  }
  const begins = starts.map((start, index) => findBegin(yaml, start, index === 0));
  for (const [index, block] of blocks.entries()) {
    block.text = yaml.slice(begins[index], begins[index + 1] ?? yaml.length);
  }
  const ordered = blocks
    .map((block, index) => ({ ...block, index }))
    .sort((a, b) => a.at - b.at || a.index - b.index);
  if (ordered.every(({ index }, place) => index === place)) return yaml;
  const newline = yaml.includes('\r\n') ? '\r\n' : '\n';
  const texts = ordered.map(({ text }) => (text.endsWith('\n') ? text : text + newline));
  return yaml.slice(0, begins[0]) + texts.join('');
}

/** Where an entry's text begins: at the comments right above it. Those above the first may be the file's own. */
function findBegin(yaml: string, start: number, isFirst: boolean): number {
  if (isFirst) return start;
  let begin = start;
  while (begin > 0) {
    const line = yaml.lastIndexOf('\n', begin - 2) + 1;
    if (!/^\s*#/.test(yaml.slice(line, begin))) break;
    begin = line;
  }
  return begin;
}
