import { markdownToHtml } from 'satteri';
import { escapeHtml, openLevels } from './html.ts';
import { parsing } from './parsing.ts';

/** What can begin a link, an image, code, a table, raw HTML or a reference: such a text is read as a tree. */
const special = /[<&[`|~\\@]|:\/\/|www\.|:::/i;

/** Anything but the tags of paragraphs, headings, lists and emphasis, none of which has an attribute. */
const otherTag = /<(?!\/?(?:p|h[1-6]|ul|ol|li|em|strong|blockquote)>|[bh]r>)/;

/**
 * Renders a text that is nothing but prose, as most are, without making a tree of it, which takes five
 * times as long: the same HTML as of the tree, or undefined where the text may be more than prose.
 *
 * @param headingLevel of its outermost headings
 */
export function renderPlain(text: string, headingLevel: number): string | undefined {
  if (special.test(text)) return undefined;
  const { html } = markdownToHtml(text, parsing);
  // No text of its own can look like a tag, since each `<` is one of satteri's.
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
