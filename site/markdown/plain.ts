import { markdownToHtml } from 'satteri';
import { escapeHtml, openLevels } from './html.ts';
import { parsing } from './parsing.ts';

/** Characters that can begin a link, an image, code, a table, raw HTML or a reference. Such a text is parsed to a tree. */
const special = /[<&[`|~\\@]|:\/\/|www\.|:::/i;

/** A tag other than those of paragraphs, headings, lists and emphasis, which have no attributes. */
const otherTag = /<(?!\/?(?:p|h[1-6]|ul|ol|li|em|strong|blockquote)>|[bh]r>)/;

/**
 * Renders a text that is only prose, as most are, without a tree, which would take five times as long.
 * Returns the same HTML as `renderTree`, or undefined if the text may be more than prose.
 *
 * @param headingLevel level of its outermost headings
 */
export function renderPlain(text: string, headingLevel: number): string | undefined {
  if (special.test(text)) return undefined;
  const { html } = markdownToHtml(text, parsing);
  // The text contains no `<`, so every tag in the HTML is satteri's.
  return otherTag.test(html)
    ? undefined
    : levelTags(html.trimEnd(), headingLevel).replaceAll(/["']/g, escapeHtml);
}

function levelTags(html: string, first: number): string {
  const find = openLevels(first);
  let level = 0;
  return html.replaceAll(/<(\/?)h([1-6])>/g, (_, close: string, depth: string) => {
    if (close === '') level = find(Number(depth));
    return `<${close}h${level}>`;
  });
}
