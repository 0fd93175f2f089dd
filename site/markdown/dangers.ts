/** Checks HTML as a browser would read it, for tests, with a parser that the renderer does not use. */
import { html as names, parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';

const harmless = new Set(
  'html head body a blockquote br code del div em h1 h2 h3 h4 h5 h6 hr img input li ol p pre strong sup table tbody td th thead tr ul'.split(
    ' ',
  ),
);
const plain = new Set(
  'href src alt rel loading class start type disabled checked aria-label tabindex'.split(' '),
);
/** Classes of the renderer's own markup. A text must not be able to set others. */
const classes = /^(?:scroll|internal|internal-label|align-(?:left|center|right))$/;

/** Lists everything in the HTML of a text that could do harm, or that only Sitrep's own markup may have. */
export function findDangers(html: string): string[] {
  const dangers: string[] = [];
  const visit = (node: Tree.Node): void => {
    if (node.nodeName === '#comment') dangers.push('a comment');
    if ('tagName' in node) dangers.push(...judgeElement(node));
    // The contents of a template are not among its children.
    if ('content' in node) visit(node.content);
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parse(`<!doctype html><body>${html}`));
  return dangers.filter((danger) => danger !== '');
}

function judgeElement({ tagName, namespaceURI, attrs }: Tree.Element): string[] {
  const place = `<${tagName}>`;
  const foreign = namespaceURI !== names.NS.HTML;
  return [
    foreign || !harmless.has(tagName) ? place : '',
    ...attrs.map(({ name, value }) => judgeAttribute(tagName, name, value)),
  ];
}

function judgeAttribute(tagName: string, name: string, value: string): string {
  const place = `<${tagName} ${name}="${value}">`;
  if (!plain.has(name)) return place;
  if (name === 'class' && !classes.test(value)) return place;
  if (name === 'type' && value !== 'checkbox') return place;
  return (name === 'href' || name === 'src') && !leadsSafely(name, value) ? place : '';
}

const here = 'https://site.example/incidents/one/';

/** Reports whether an address is safe as a browser resolves it: links to the web or to mail, images of the site itself. */
function leadsSafely(name: string, value: string): boolean {
  const url = URL.parse(value, here);
  if (!url) return false;
  if (name === 'src') return url.origin === new URL(here).origin;
  return ['http:', 'https:', 'mailto:'].includes(url.protocol);
}
