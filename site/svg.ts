import { html as namespaces, parseFragment, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import { escapeHtml } from './markdown/html.ts';

/** Maximum number of tags. Real pictures have far fewer. */
const maxTags = 30_000;

/** Maximum depth of nesting: the deeper a picture, the more time parsers and browsers need for each tag. */
const maxDepth = 100;

/** Maximum number of elements that are drawn, each counted as often as it is used. */
const maxDrawn = 100_000;

const shapes = 'circle ellipse line path polygon polyline rect text tspan image use'.split(' ');
/** Elements that others refer to. They may not refer to others, since the number drawn would grow exponentially. */
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

/** Values that may fetch something, or hide that they do: rules with `@`, escapes, addresses. */
const fetches = /[@\\<]|url\s*\(|image-set|image\s*\(|expression/i;
/** Properties that draw another picture at each point of a line. */
const marksEachPoint = /marker(?!-start|-end)/i;
const ownReference = /url\(\s*(["']?)#[\w.:-]+\1\s*\)/g;
const inlineImage = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+$/;

/** Number of elements of each drawing that `use` may refer to, by id; undefined if it may not. */
type Plain = ReadonlyMap<string, number | undefined>;

/**
 * Rewrites an SVG drawing from elements and attributes that are known to be harmless, so that it runs
 * nothing, fetches nothing and is cheap to draw; undefined if it is not a drawing or is too large.
 */
export function sanitizeSvg(text: string): string | undefined {
  if (text.split('<', maxTags + 1).length > maxTags) return undefined;
  const root = findRoot(parseFragment(text).childNodes);
  if (!root || !isShallow(root, maxDepth)) return undefined;
  const largest = measureReferred(root);
  const plain = new Map<string, number | undefined>();
  collectPlain(root, largest, plain);
  if (countDrawn(root, largest, plain) > maxDrawn) return undefined;
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

/** Returns the number of elements that are drawn for an element itself, including its markers and clip path. */
function weigh({ attrs }: Tree.Element, largest: number): number {
  const words = attrs.map(({ name, value }) => `${name} ${value}`).join(' ');
  return /marker-|clip-path/.test(words) ? 1 + 2 * largest : 1;
}

/**
 * Collects the drawings that `use` may refer to, by id, with their number of elements: those that contain
 * no `use` themselves and whose id is unique, since browsers take the first.
 *
 * @returns the number of elements in the element; undefined if it contains `use`
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

/** Counts the elements that a browser draws; a drawing counts each time it is used. */
function countDrawn(element: Tree.Element, largest: number, plain: Plain): number {
  const target = readAttribute(element, 'href')?.slice(1) ?? '';
  const used = element.tagName === 'use' ? (plain.get(target) ?? 0) : 0;
  return listElements(element).reduce(
    (sum, child) => sum + countDrawn(child, largest, plain),
    used + weigh(element, largest),
  );
}

/** Counts the elements of the largest marker or clip path. */
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
  // Of links and alternatives, only the contents are kept.
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

/** Escapes a text for XML, which allows no control characters. */
function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
