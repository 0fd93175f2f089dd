import fc from 'fast-check';
import { parseFragment, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import { expect, it } from 'vitest';
import { sanitizeSvg } from './svg.ts';

const wrap = (inside: string): string =>
  `<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">${inside}</svg>`;

it('keeps the elements that charts are drawn with', () => {
  const graph =
    '<defs><linearGradient id="sky"><stop offset="0" stop-color="#fff"></stop></linearGradient>' +
    '<marker id="tip" orient="auto"><path d="M0 0L4 2z"></path></marker><path id="dot" d="M0 0h1"></path></defs>' +
    '<style>.a{fill:red}</style>' +
    '<g class="a" transform="scale(2)"><rect x="1" width="4" height="2" fill="url(#sky)"></rect>' +
    '<path d="M0 0L9 9" marker-end="url(#tip)" style="stroke:#000;clip-path:url(&quot;#c&quot;)"></path>' +
    '<use x="3" href="#dot"></use><text>5 &lt; 6 &amp; “so”</text>' +
    '<image width="1" href="data:image/png;base64,AAAA"></image></g>';
  const clean = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">${graph}</svg>\n`;
  expect(sanitizeSvg(wrap(graph))).toBe(clean);
  expect(sanitizeSvg(clean)).toBe(clean);
  // As older programs write it.
  expect(sanitizeSvg(wrap('<path id="a" d="M0 0"/><use xlink:href="#a"/>'))).toContain(
    '<use href="#a"></use>',
  );
});

const attacks = [
  '<script>alert(1)</script>',
  '<script xlink:href="https://evil.example/x.js"/>',
  '<g onload="alert(1)" onclick=alert(1)></g>',
  '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src=x onerror=alert(1)></body></foreignObject>',
  '<a xlink:href="javascript:alert(1)"><text>click</text></a>',
  '<animate attributeName="href" values="javascript:alert(1)"/>',
  '<set attributeName="onmouseover" to="alert(1)"/>',
  '<use href="https://evil.example/x.svg#a"/>',
  '<use href="data:image/svg+xml;base64,PHN2Zy8+#a"/>',
  '<image href="https://evil.example/beacon.png"/>',
  '<image href="data:image/svg+xml,<svg onload=alert(1)>"/>',
  '<feImage href="https://evil.example/x"/>',
  '<style>@import "https://evil.example/x.css";</style>',
  '<style>rect{fill:url(https://evil.example/x)}</style>',
  '<style>rect{fill:u\\72l(https://evil.example/x)}</style>',
  '<style><![CDATA[ rect{background:image-set("https://evil.example/x" 1x)} ]]></style>',
  '<rect fill="url(https://evil.example/x)"/>',
  '<rect style="fill:url(//evil.example)"/>',
  '<rect fill="url(#a) url(https://evil.example/x)"/>',
  '<linearGradient id="a" xlink:href="javascript:alert(1)"/>',
  '<!ENTITY x "boom"><!--><script>alert(1)</script>-->',
  '<title><script>alert(1)</script></title><desc><img src=x onerror=alert(1)></desc>',
  '</svg><img src=x onerror=alert(1)><svg>',
  '<p><svg><style><img src=x onerror=alert(1)></style></svg>',
  '<text>&#x3c;script&#x3e;alert(1)&lt;/script></text>',
  '<svg onload="alert(1)"><handler>x</handler></svg>',
  '<rect xml:base="javascript:" class="x" id=\'"><script>alert(1)</script>\'/>',
  '<g id="g"><use href="#g"/></g>',
];

/** Lists what a browser would run or fetch in a drawing. */
function judge(text: string): string[] {
  const dangers: string[] = [];
  const visit = (node: Tree.Node): void => {
    if ('tagName' in node) {
      if (/script|foreign|animate|set|handler|image$|^a$|img|iframe/i.test(node.tagName)) {
        const href = node.attrs.find(({ name }) => name === 'href')?.value ?? '';
        if (node.tagName !== 'image' || !href.startsWith('data:image/png;base64,'))
          dangers.push(node.tagName);
      }
      for (const { name, value } of node.attrs) {
        if (name.startsWith('on') || name === 'base') dangers.push(name);
        if (name === 'href' && !/^(?:#|data:image\/png;base64,)/.test(value)) dangers.push(value);
        if (/url\((?!#)|@|\\/.test(value)) dangers.push(value);
      }
      if (node.tagName === 'style')
        dangers.push(
          ...node.childNodes
            .filter((child) => 'value' in child && /[@\\(]/.test(child.value))
            .map(() => 'style'),
        );
    }
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parseFragment(text));
  return dangers;
}

it('leaves out everything that runs or fetches something, however it is composed', () => {
  expect(judge(wrap(attacks.join(''))).length, 'the judge sees dangers').toBeGreaterThan(20);
  for (const attack of attacks) {
    expect(judge(sanitizeSvg(wrap(attack)) ?? ''), attack).toEqual([]);
  }
  const parts = fc.constantFrom(
    ...attacks,
    '<g>',
    '</g>',
    '<svg>',
    '</svg>',
    '"',
    '<!--',
    ']]>',
    '<style>',
    '<text>',
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 12 }), (chosen) => {
      const clean = sanitizeSvg(wrap(chosen.join('')));
      expect(judge(clean ?? '')).toEqual([]);
      if (clean !== undefined) expect(sanitizeSvg(clean)).toBe(clean);
    }),
    { numRuns: 3000 },
  );
});

it('refuses disproportionately costly drawings, and files that are not drawings', () => {
  const ten = (name: string, of: string): string =>
    `<g id="${name}">${`<use href="#${of}"/>`.repeat(10)}</g>`;
  const laughs = ['b', 'c', 'd', 'e', 'f'].map((name, index) => ten(name, 'abcdef'[index] ?? ''));
  expect(sanitizeSvg(wrap(`<path id="a"/>${laughs.join('')}`))?.match(/<use/g)).toHaveLength(10);
  const thousand = `<g id="a">${'<path/>'.repeat(1000)}</g>`;
  expect(sanitizeSvg(wrap(thousand + '<use href="#a"/>'.repeat(50)))).toBeDefined();
  expect(sanitizeSvg(wrap(thousand + '<use href="#a"/>'.repeat(1000)))).toBeUndefined();
  // Of two things with one name a browser takes the first, which may be drawn by `use` itself.
  const twice = ['a', 'b', 'c', 'd'].map(
    (id) => `<g id="${id}"><use href="#x"/></g><g id="${id}"/>`,
  );
  expect(sanitizeSvg(wrap(`${twice.join('')}<use href="#b"/>`))).not.toContain('#b');
  const marks = `<marker id="m">${'<path/>'.repeat(500)}</marker>`;
  const marked = `<g id="a">${'<path marker-end="url(#m)"/>'.repeat(50)}</g>`;
  expect(sanitizeSvg(wrap(marks + marked))).toBeDefined();
  expect(sanitizeSvg(wrap(marks + marked + '<use href="#a"/>'.repeat(5)))).toBeUndefined();
  const marker = `<marker id="m">${'<path/>'.repeat(1000)}</marker>`;
  for (const marked of [
    'marker-end="url(#m)"',
    'style="marker-start:url(#m)"',
    'clip-path="url(#m)"',
  ])
    expect(sanitizeSvg(wrap(marker + `<path ${marked}/>`.repeat(1000)))).toBeUndefined();
  expect(sanitizeSvg(wrap('<path style="marker:url(#m)"/>'))).not.toContain('style');
  expect(sanitizeSvg(wrap('<g>'.repeat(200)))).toBeUndefined();
  expect(sanitizeSvg(wrap('<g>'.repeat(20_000) + '</x>'.repeat(20_000)))).toBeUndefined();
  for (const text of ['', 'x', '<html><body>x</body></html>', '<math><mi>x</mi></math>'])
    expect(sanitizeSvg(text)).toBeUndefined();
});
