import type { Element, ElementContent, RootContent } from 'hast';
import { isBlock, readRaw } from './raw.ts';

/** Functions that resolve the addresses in a text: each returns the address to write, or undefined to write none. */
export interface Addresses {
  link: (href: string) => string | undefined;
  image: (src: string) => string | undefined;
}

/** Options of rendering a text as HTML. */
export interface HtmlOptions {
  addresses: Addresses;
  /** Level of a text's outermost headings, so that they are below those of its page. */
  headingLevel: number;
  /** Gives headings the ids that GitHub gives them. For trusted texts: other ids of the page must not clash. */
  anchors?: boolean;
}

/** Elements that Markdown produces, and the attributes each may have. Nothing else is ever written. */
const allowed: Record<string, readonly string[]> = {
  a: ['href'],
  blockquote: [],
  br: [],
  code: [],
  del: [],
  em: [],
  h1: [],
  h2: [],
  h3: [],
  h4: [],
  h5: [],
  h6: [],
  hr: [],
  img: ['src', 'alt'],
  input: ['checked'],
  li: [],
  ol: ['start'],
  p: [],
  pre: [],
  strong: [],
  sup: [],
  table: [],
  tbody: [],
  td: ['style'],
  th: ['style'],
  thead: [],
  tr: [],
  ul: [],
};
const empty = new Set(['br', 'hr', 'img', 'input']);
const alignments = new Set(['left', 'center', 'right']);

/**
 * Writes a tree as HTML that is safe by construction: only elements and attributes of the list above are
 * written, every text and value is escaped, and every address comes from `addresses`. Of raw HTML only the
 * words are written, and of an element that is not on the list only its contents.
 */
export function writeHtml(nodes: readonly RootContent[], options: HtmlOptions): string {
  let html = '';
  for (const node of nodes) {
    if (node.type === 'text') html += escapeHtml(node.value);
    else if (node.type === 'element') html += writeElement(node, options);
    else if (node.type === 'raw') html += writeRaw(node.value);
  }
  return html;
}

/** Writes the words of raw HTML without its tags. */
function writeRaw(html: string): string {
  const paragraphs = readRaw(html);
  // Within a line, each tag is a node of its own, without words; some tags separate words.
  if (paragraphs.length === 0) return writeGap(html);
  return paragraphs.map((lines) => `<p>${lines.map(escapeHtml).join('<br>')}</p>`).join('');
}

function writeGap(html: string): string {
  const [, close, name = ''] = /^<(\/?)([a-z][a-z0-9]*)/i.exec(html) ?? [];
  if (/^br$/i.test(name)) return '<br>';
  if (/^li$/i.test(name) && close === '') return ' • ';
  return isBlock(name) ? ' ' : '';
}

function writeElement(element: Element, options: HtmlOptions): string {
  const { tagName } = element;
  const content = (): string => writeHtml(element.children, options);
  if (!Object.hasOwn(allowed, tagName)) return content();
  switch (tagName) {
    case 'a':
      return writeLink(element, content(), options.addresses);
    case 'img':
      return writeImage(element, options.addresses);
    case 'input':
      return `<input type="checkbox" disabled${element.properties['checked'] === true ? ' checked' : ''} aria-label="${element.properties['checked'] === true ? 'done' : 'to do'}">`;
    case 'pre':
      // It can be scrolled, so it must be reachable by keyboard.
      return `<pre tabindex="0">${content()}</pre>`;
    case 'thead':
      // In Markdown every table has a head; an empty one is left out.
      if (readWords(element).trim() === '') return '';
      break;
    case 'table':
      return `<div class="scroll" tabindex="0"><table>${content()}</table></div>`;
  }
  const attributes = writeAttributes(element, options);
  return empty.has(tagName)
    ? `<${tagName}${attributes}>`
    : `<${tagName}${attributes}>${content()}</${tagName}>`;
}

/**
 * Sets the levels of a text's headings to fit the page: the outermost get the given level, and each nested
 * one the next, whatever levels the author began with or skipped.
 */
export function levelHeadings(trees: readonly (readonly RootContent[])[], first: number): void {
  const level = openLevels(first);
  for (const heading of trees.flatMap(collectHeadings)) {
    heading.tagName = `h${level(Number(heading.tagName[1]))}`;
  }
}

/** Returns a function that maps the depths of a text's headings, called in order, to their levels on the page. */
export function openLevels(first: number): (depth: number) => number {
  const above: number[] = [];
  return (depth) => {
    while ((above.at(-1) ?? 0) >= depth) above.pop();
    return Math.min(first + above.push(depth) - 1, 6);
  };
}

/** Gives headings the ids that GitHub gives them, so that links with a fragment work on both. */
export function anchorHeadings(trees: readonly (readonly RootContent[])[]): void {
  const used = new Map<string, number>();
  for (const heading of trees.flatMap(collectHeadings)) {
    const words = collectText(heading.children).trim().toLowerCase();
    const slug = words.replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '').replaceAll(' ', '-');
    const count = used.get(slug) ?? 0;
    used.set(slug, count + 1);
    heading.properties['id'] = count === 0 ? slug : `${slug}-${count}`;
  }
}

function collectHeadings(nodes: readonly RootContent[]): Element[] {
  return nodes.flatMap((node) => {
    if (node.type !== 'element') return [];
    return /^h[1-6]$/.test(node.tagName) ? [node] : collectHeadings(node.children);
  });
}

/** Reads the words of an element; an image counts as a word. */
function readWords({ children }: Element): string {
  return children
    .map((child) => {
      if (child.type === 'text') return child.value;
      if (child.type !== 'element') return '';
      return child.tagName === 'img' ? 'image' : readWords(child);
    })
    .join('');
}

function writeAttributes({ tagName, properties }: Element, { anchors }: HtmlOptions): string {
  if (/^h[1-6]$/.test(tagName)) {
    const { id } = properties;
    return anchors === true && typeof id === 'string' ? ` id="${escapeHtml(id)}"` : '';
  }
  const style = typeof properties.style === 'string' ? properties.style : '';
  const align = /^text-align: (\w+)$/.exec(style)?.[1];
  if (tagName === 'ol' && Number.isInteger(Number(properties['start'] ?? 1))) {
    return properties['start'] === undefined ? '' : ` start="${Number(properties['start'])}"`;
  }
  return typeof align === 'string' && alignments.has(align) ? ` class="align-${align}"` : '';
}

function writeLink({ properties }: Element, content: string, { link }: Addresses): string {
  const href = typeof properties['href'] === 'string' ? link(properties['href']) : undefined;
  if (href === undefined) return content;
  const foreign = /^https?:/i.test(href) ? ' rel="noopener noreferrer nofollow"' : '';
  return `<a href="${escapeHtml(href)}"${foreign}>${content}</a>`;
}

/** Writes an image; if it may not be shown, a link to it, or its alternative text. */
function writeImage({ properties }: Element, { image, link }: Addresses): string {
  const { alt, src } = properties;
  const words = escapeHtml(typeof alt === 'string' ? alt : '');
  if (typeof src !== 'string') return words;
  const shown = image(src);
  if (shown !== undefined) return `<img src="${escapeHtml(shown)}" alt="${words}" loading="lazy">`;
  const href = link(src);
  return href === undefined
    ? words
    : `<a href="${escapeHtml(href)}" rel="noopener noreferrer nofollow">${words || 'image'}</a>`;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes a text for an element's content or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Collects all text of a tree, to be searched. */
export function collectText(nodes: readonly (RootContent | ElementContent)[]): string {
  return nodes
    .map((node) =>
      node.type === 'text' ? node.value : 'children' in node ? collectText(node.children) : '',
    )
    .join('');
}
