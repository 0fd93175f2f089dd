import { markdownToHast } from 'satteri';
import type { Root } from 'hast';
import { isCostly } from './costly.ts';
import { anchorHeadings, escapeHtml, levelHeadings, writeHtml, type HtmlOptions } from './html.ts';
import { parsing } from './parsing.ts';
import { renderPlain } from './plain.ts';

/** Maximum ratio of the length of the HTML to that of the text. */
const maxGrowth = 20;

/** Length of HTML that is always allowed, in characters. */
const freeSize = 10_000;

/**
 * Renders a record's Markdown, which is untrusted, as HTML that is safe on a page. A text that is made to
 * be costly is shown unrendered instead.
 */
export function renderMarkdown(text: string, options: HtmlOptions): string {
  const isTree = options.anchors === true || isCostly(text);
  const plain = isTree ? undefined : renderPlain(text, options.headingLevel);
  return plain ?? renderTree(text, options);
}

/** Renders any text through its tree. */
export function renderTree(text: string, options: HtmlOptions): string {
  const parts = splitInternal(text).map((part) => ({ ...part, tree: parsePart(part.text) }));
  const trees = parts.map(({ tree }) => tree ?? []);
  levelHeadings(trees, options.headingLevel);
  if (options.anchors === true) anchorHeadings(trees);
  return parts
    .map(({ internal, text: part, tree }) => {
      const html = tree ? writePart(part, tree, options) : showAsWritten(part);
      return internal
        ? `<div class="internal"><p class="internal-label">Internal</p>${html}</div>`
        : html;
    })
    .join('\n');
}

/** Parses a text to a tree; undefined if that would cost too much. */
function parsePart(text: string): Root['children'] | undefined {
  if (isCostly(text)) return undefined;
  return (markdownToHast(text, { ...parsing, position: false }) as Root).children;
}

function writePart(text: string, tree: Root['children'], options: HtmlOptions): string {
  const html = writeHtml(tree, options);
  return html.length > Math.max(freeSize, maxGrowth * text.length) ? showAsWritten(text) : html;
}

function showAsWritten(text: string): string {
  return `<pre tabindex="0">${escapeHtml(text)}</pre>`;
}

interface Part {
  internal: boolean;
  text: string;
}

/**
 * Splits a text at its `:::internal` blocks. If they do not balance or are nested, the whole text is
 * internal, so that a typing error does not publish what was to be withheld.
 */
export function splitInternal(text: string): Part[] {
  if (!text.includes(':::')) return [{ internal: false, text }];
  const parts: Part[] = [];
  let lines: string[] = [];
  let internal = false;
  for (const line of text.split('\n')) {
    const opens = /^\s*:::+\s*internal\s*$/i.test(line);
    const closes = /^\s*:::+\s*$/.test(line);
    if ((opens && internal) || (closes && !internal)) return [{ internal: true, text }];
    if (opens || closes) {
      parts.push({ internal, text: lines.join('\n') });
      internal = opens;
      lines = [];
    } else lines.push(line);
  }
  if (internal) return [{ internal: true, text }];
  parts.push({ internal, text: lines.join('\n') });
  return parts.filter((part) => part.text.trim() !== '');
}
