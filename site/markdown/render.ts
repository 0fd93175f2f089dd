import { markdownToHast } from 'satteri';
import type { Root } from 'hast';
import { escapeHtml, levelHeadings, writeHtml, type HtmlOptions } from './html.ts';

/** Deeper lists and quotations than anybody writes: some parsers need minutes for them. */
const deepest = 20;
/** The output may be so many times as long as the text; a short one may have this much all the same. */
const largestGrowth = 20;
const freeSize = 10_000;

/**
 * Renders a record's Markdown, which may be anybody's, as HTML that is safe to put into a page.
 * A text that is built to cost much is shown as it was written instead.
 */
export function renderMarkdown(text: string, options: HtmlOptions): string {
  const parts = splitInternal(text).map((part) => ({ ...part, tree: parsePart(part.text) }));
  levelHeadings(
    parts.map(({ tree }) => tree ?? []),
    options.headingLevel,
  );
  return parts
    .map(({ internal, text: part, tree }) => {
      const html = tree ? writePart(part, tree, options) : showAsWritten(part);
      return internal
        ? `<div class="internal"><p class="internal-label">Internal</p>${html}</div>`
        : html;
    })
    .join('\n');
}

/** The tree of a text; undefined where it would cost too much. */
function parsePart(text: string): Root['children'] | undefined {
  if (text.split('\n').some(isCostly) || countReferences(text) > mostReferences) return undefined;
  const tree = markdownToHast(text, {
    features: { frontmatter: false, gfm: { footnotes: false } },
    position: false,
  }) as Root;
  return tree.children;
}

function writePart(text: string, tree: Root['children'], options: HtmlOptions): string {
  const html = writeHtml(tree, options);
  return html.length > Math.max(freeSize, largestGrowth * text.length) ? showAsWritten(text) : html;
}

/** More than anybody writes: each `&…;` makes satteri copy the paragraph, 32,000 of them to over 500 MB. */
const mostReferences = 1_000;

function countReferences(text: string): number {
  return text.match(/&[#A-Za-z0-9]{1,40};/g)?.length ?? 0;
}

function showAsWritten(text: string): string {
  return `<pre tabindex="0">${escapeHtml(text)}</pre>`;
}

/** Wider tables than anybody reads: every row is filled up to the width of the heading. */
const widest = 100;

/** Whether a line is of a kind that costs a parser far more than it says. */
function isCostly(line: string): boolean {
  const markers = /^(?:[ \t]*(?:[-+*>]|\d{1,9}[.)]))+/.exec(line)?.[0] ?? '';
  const isRule = /^[ \t]*(?:(?:-[ \t]*)+|(?:\*[ \t]*)+)$/.test(line);
  if (!isRule && markers.replaceAll(/[ \t\d]/g, '').length > deepest) return true;
  return line.split('|', widest + 2).length > widest + 1 || /[[(*_~<!]{200}/.test(line);
}

interface Part {
  internal: boolean;
  text: string;
}

/**
 * Splits a text at its `:::internal` blocks. Where they do not balance, or stand in one another,
 * all of it is internal: what was meant to be kept back must not come out by a slip.
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
