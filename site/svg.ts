import { html as namespaces, parseFragment, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import { escapeHtml } from './markdown/html.ts';

/** A picture has far fewer; parsers and browsers take ever longer for each tag in a deep one. */
const mostTags = 30_000;
const deepest = 100;
/** Elements that are drawn, each as often as it is referred to. */
const mostDrawn = 100_000;

const shapes = 'circle ellipse line path polygon polyline rect text tspan image use'.split(' ');
/** What others refer to. It may refer to nothing itself, or ten of ten of ten of them would be drawn. */
const referred = 'clipPath linearGradient marker radialGradient symbol'.split(' ');
const elements = new Set(['svg', 'g', 'defs', 'stop', 'style', ...shapes, ...referred]);

const attributes = new Set(
  [
    'class clip-path clip-rule clipPathUnits color cx cy d dominant-baseline dx dy fill fill-opacity',
    'fill-rule font-family font-size font-style font-weight fx fy gradientTransform gradientUnits',
    'height id letter-spacing marker-end marker-start markerHeight markerUnits markerWidth',
    'offset opacity orient overflow paint-order pathLength points preserveAspectRatio r refX refY',
    'rotate rx ry shape-rendering spreadMethod stop-color stop-opacity stroke stroke-dasharray',
    'stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width',
    'style text-anchor textLength transform vector-effect viewBox visibility width word-spacing',
    'x x1 x2 y y1 y2',
  ].flatMap((line) => line.split(' ')),
);

/** What fetches something, or hides that it does: rules with `@`, escapes, addresses. */
const fetches = /[@\\<]|url\s*\(|image-set|image\s*\(|expression/i;
/** Draws another picture at each point of a line. */
const marksEachPoint = /marker(?!-start|-end)/i;
const ownReference = /url\(\s*(["']?)#[\w.:-]+\1\s*\)/g;
const inlineImage = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+$/;

/** Of how many elements what `use` may draw is made, by id; undefined for what it may not. */
type Plain = ReadonlyMap<string, number | undefined>;

/**
 * A drawing that runs nothing, asks nobody for anything and costs no more than it says; undefined for what
 * is none. It is written anew from what is known to be harmless: whatever else stands in it is left out.
 */
export function sanitizeSvg(text: string): string | undefined {
  if (text.split('<', mostTags + 1).length > mostTags) return undefined;
  const root = findRoot(parseFragment(text).childNodes);
  if (!root || !isShallow(root, deepest)) return undefined;
  const largest = measureReferred(root);
  const plain = new Map<string, number | undefined>();
  collectPlain(root, largest, plain);
  if (countDrawn(root, largest, plain) > mostDrawn) return undefined;
  return `<svg xmlns="${namespaces.NS.SVG}"${writeAttributes(root, false)}>${writeChildren(root, plain, false)}</svg>\n`;
}

function findRoot(nodes: readonly Tree.ChildNode[]): Tree.Element | undefined {
  return nodes.find(
    (node): node is Tree.Element =>
      'tagName' in node && node.tagName === 'svg' && node.namespaceURI === namespaces.NS.SVG,
  );
}

function isShallow(node: Tree.Element, depth: number): boolean {
  return depth > 0 && listElements(node).every((child) => isShallow(child, depth - 1));
}

function listElements({ childNodes }: Tree.Element): Tree.Element[] {
  return childNodes.filter((child): child is Tree.Element => 'tagName' in child);
}

/** What an element counts for by itself: what it is marked with or clipped by is drawn for it again. */
function weigh({ attrs }: Tree.Element, largest: number): number {
  const words = attrs.map(({ name, value }) => `${name} ${value}`).join(' ');
  return /marker-|clip-path/.test(words) ? 1 + 2 * largest : 1;
}

/**
 * Collects what `use` may draw, by id, and how many elements that is: drawings in which nothing is drawn by
 * `use`, and of whose name there is one, since a browser takes the first. Gives that number of the element
 * itself; undefined where something is.
 */
function collectPlain(
  element: Tree.Element,
  largest: number,
  plain: Map<string, number | undefined>,
): number | undefined {
  let size = element.tagName === 'use' ? undefined : weigh(element, largest);
  for (const child of listElements(element)) {
    const inside = collectPlain(child, largest, plain);
    size = size === undefined || inside === undefined ? undefined : size + inside;
  }
  const id = readAttribute(element, 'id');
  if (id !== undefined) plain.set(id, plain.has(id) ? undefined : size);
  return size;
}

/** How many elements a browser draws: what is used counts each time. */
function countDrawn(element: Tree.Element, largest: number, plain: Plain): number {
  const target = readAttribute(element, 'href')?.slice(1) ?? '';
  const used = element.tagName === 'use' ? (plain.get(target) ?? 0) : 0;
  return listElements(element).reduce(
    (sum, child) => sum + countDrawn(child, largest, plain),
    used + weigh(element, largest),
  );
}

/** Of how many elements the largest marker or clip path is made. */
function measureReferred(element: Tree.Element): number {
  const own = /^(?:marker|clipPath)$/.test(element.tagName) ? countElements(element) : 0;
  return Math.max(own, ...listElements(element).map(measureReferred));
}

function countElements(element: Tree.Element): number {
  return listElements(element).reduce((sum, child) => sum + countElements(child), 1);
}

function readAttribute({ attrs }: Tree.Element, wanted: string): string | undefined {
  return attrs.find(({ name }) => name === wanted)?.value;
}

function writeChildren(
  { childNodes, tagName }: Tree.Element,
  plain: Plain,
  isReferred: boolean,
): string {
  return childNodes
    .map((child) => {
      if ('value' in child)
        return tagName === 'style' ? writeStyle(child.value) : escapeText(child.value);
      return 'tagName' in child ? writeElement(child, plain, isReferred) : '';
    })
    .join('');
}

function writeElement(element: Tree.Element, plain: Plain, isInReferred: boolean): string {
  const { tagName, namespaceURI } = element;
  if (namespaceURI !== namespaces.NS.SVG) return '';
  // What only describes, and what leads elsewhere, leaves what is drawn in it.
  if (tagName === 'a' || tagName === 'switch') return writeChildren(element, plain, isInReferred);
  if (!elements.has(tagName)) return '';
  const isReferred = isInReferred || referred.includes(tagName);
  const target = readAttribute(element, 'href') ?? '';
  let reference = '';
  if (tagName === 'use') {
    if (isReferred || plain.get(target.slice(1)) === undefined || !target.startsWith('#'))
      return '';
    reference = ` href="${escapeHtml(target)}"`;
  }
  if (tagName === 'image') {
    if (!inlineImage.test(target)) return '';
    reference = ` href="${escapeHtml(target)}"`;
  }
  if (tagName.endsWith('Gradient') && /^#[\w.:-]+$/.test(target)) {
    reference = ` href="${escapeHtml(target)}"`;
  }
  const inside = writeChildren(element, plain, isReferred);
  return `<${tagName}${writeAttributes(element, isReferred)}${reference}>${inside}</${tagName}>`;
}

function writeAttributes({ attrs }: Tree.Element, isReferred: boolean): string {
  return attrs
    .filter(({ name, prefix }) => prefix === undefined && attributes.has(name))
    .filter(({ name, value }) => name !== 'style' || !marksEachPoint.test(value))
    .filter(({ value }) => !fetches.test(isReferred ? value : value.replaceAll(ownReference, '')))
    .map(({ name, value }) => ` ${name}="${escapeText(value).replaceAll('"', '&quot;')}"`)
    .join('');
}

function writeStyle(css: string): string {
  return fetches.test(css) ? '' : escapeText(css);
}

/** As XML wants it, which knows no character that controls anything. */
function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
