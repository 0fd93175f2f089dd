import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveAddresses } from '../addresses.ts';
import { attacks, wrappings } from './attacks.ts';
import { findDangers } from './dangers.ts';
import { renderMarkdown, splitInternal } from './render.ts';

const held = ['/runbooks/drain/', '/incidents/2026-01-14-slow/files/graph.png'];
const render = (text: string): string =>
  renderMarkdown(text, {
    headingLevel: 2,
    addresses: resolveAddresses(
      (target) => held.includes(target),
      '2026/2026-01-14-slow/incident.md',
      '/incidents/2026-01-14-slow/',
    ),
  });

describe('the HTML of a record’s text', () => {
  it.each([
    ['# Title', '<h2>Title</h2>'],
    ['###### Deep', '<h2>Deep</h2>'],
    ['## A\n\n#### B\n\n### C\n\n# D', '<h2>A</h2>\n<h3>B</h3>\n<h3>C</h3>\n<h2>D</h2>'],
    ['a **b** *c* ~~d~~ `e`', '<p>a <strong>b</strong> <em>c</em> <del>d</del> <code>e</code></p>'],
    ['[d](../../runbooks/drain.md)', '<p><a href="../../runbooks/drain/index.html">d</a></p>'],
    [
      '[d](../../runbooks/drain.md#undo)',
      '<p><a href="../../runbooks/drain/index.html#undo">d</a></p>',
    ],
    ['[gone](../../runbooks/gone.md)', '<p>gone</p>'],
    ['[out](../../../../etc/passwd)', '<p>out</p>'],
    ['[root](/etc/passwd)', '<p>root</p>'],
    ['[page](/runbooks/drain/)', '<p>page</p>'],
    ['[here](#top)', '<p><a href="#top">here</a></p>'],
    ['[mail](mailto:a@example.com)', '<p><a href="mailto:a@example.com">mail</a></p>'],
    [
      '![graph](graph.png)',
      '<p><img src="../../incidents/2026-01-14-slow/files/graph.png" alt="graph" loading="lazy"></p>',
    ],
    ['![none](none.png)', '<p>none</p>'],
    ['a <b>raw</b> c', '<p>a raw c</p>'],
    ['a<br>b<BR/>c<br class="x">d', '<p>a<br>b<br>c<br>d</p>'],
    ['one<hr>two <details><summary>Sum</summary>Body', '<p>one two   Sum Body</p>'],
    ['<pre>first\n  second</pre>', '<p>first<br>second</p>'],
    ['<p>We have <b>mended</b> it.</p>', '<p>We have mended it.</p>'],
    ['<div>Some errors\nstill &amp; more</div>', '<p>Some errors still &amp; more</p>'],
    [
      'First\n<ul>\n<li>One</li><li><p>Two</p></li>\n</ul>\nafter',
      '<p>First</p>\n<p>• One</p><p>• Two</p><p>after</p>',
    ],
    ['<!-- hint --> x < 5 and y', '<p>x &lt; 5 and y</p>'],
    ['<div onclick="evil()">a<br>b<script>evil("</div>")</script></div>c', '<p>a<br>b</p><p>c</p>'],
    [
      '| | |\n|-|-|\n| Formula | `a` |',
      '<div class="scroll" tabindex="0"><table>\n\n<tbody>\n<tr>\n<td>Formula</td>\n<td><code>a</code></td>\n</tr>\n</tbody>\n</table></div>',
    ],
    ['<style>p { color: red }</style>', ''],
    // A name that every object has.
    ['<constructor>kept</constructor>\n\n<div><constructor>too', '<p>kept</p>\n<p>too</p>'],
    [
      '<details><summary>More</summary>\n\n**bold**\n\n</details>',
      '<p>More</p>\n<p><strong>bold</strong></p>',
    ],
    ['[x](javascript:alert(1))', '<p>x</p>'],
    ['[x](//evil.example)', '<p>x</p>'],
  ])('%s', (text, html) => {
    expect(render(text).trim()).toBe(html);
  });

  it('links to a remote image instead of showing it', () => {
    const html = render('![pixel](https://evil.example/p.gif)');
    expect(html).toContain('<a href="https://evil.example/p.gif"');
    expect(html).not.toContain('<img');
  });

  it('gives headings the ids that GitHub gives them, if asked', () => {
    const addresses = { link: () => undefined, image: () => undefined };
    const text = '# What is `n`?\n\n## Über uns, 2026\n\n## Twice\n\n## Twice\n\n## sla\\_id';
    const options = { headingLevel: 1, addresses };
    expect(
      Array.from(
        renderMarkdown(text, { ...options, anchors: true }).matchAll(/id="([^"]*)"/g),
        ([, id]) => id,
      ),
    ).toEqual(['what-is-n', 'über-uns-2026', 'twice', 'twice-1', 'sla_id']);
    expect(renderMarkdown(text, options)).not.toContain('id=');
  });

  it('marks internal blocks, and the whole text if they do not balance', () => {
    expect(render('a\n\n:::internal\nb\n:::\n\nc')).toMatch(
      /<p>a<\/p>[^]*<div class="internal">[^]*<p>b<\/p>[^]*<\/div>[^]*<p>c<\/p>/,
    );
    const whole = (text: string): boolean => splitInternal(text).every(({ internal }) => internal);
    expect(whole('a\n:::internal\nb')).toBe(true);
    expect(whole('a\n:::\nb')).toBe(true);
    expect(whole(':::internal\n:::internal\nb\n:::\n:::\nc')).toBe(true);
  });
});

describe('hostile text', () => {
  it('7,128 attacks in 5 places: 35,640 renders, none dangerous', () => {
    expect(attacks).toHaveLength(7_128);
    const dangerous: string[] = [];
    let renders = 0;
    for (const [place, wrap] of Object.entries(wrappings)) {
      for (const attack of attacks) {
        const text = wrap(attack);
        renders++;
        const dangers = findDangers(render(text));
        if (dangers.length > 0) dangerous.push(`${place}: ${text}\n  ${dangers.join(', ')}`);
      }
    }
    expect(renders).toBe(35_640);
    expect(dangerous.slice(0, 10)).toEqual([]);
  });

  it('the check finds what an unsafe renderer lets through', () => {
    for (const html of [
      '<script>1</script>',
      '<img src="x" onerror="1">',
      '<a href="java&Tab;script:1">x</a>',
      '<svg><use href="x"/></svg>',
      '<p style="x">',
      '<p id="x">',
      '<p class="header">',
      '<!-- x -->',
      '<img src="https://evil.example/">',
      '<template><b onclick="1"></template>',
    ]) {
      expect(findDangers(html), html).not.toEqual([]);
    }
  });

  it('every random text is harmless', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...[
          '<',
          '>',
          '"',
          "'",
          '`',
          '[',
          ']',
          '(',
          ')',
          '!',
          '\\',
          '&',
          '#',
          ':',
          '|',
          '\n',
          '\n\n',
          '- ',
          '> ',
        ],
        ...[
          '<a href=',
          '<img src=x onerror=',
          'javascript:',
          'data:',
          ':::internal\n',
          '\n:::\n',
          '```',
          '<!--',
          '-->',
        ],
        ...[
          '[x]: ',
          '[^1]',
          '\u0000',
          '\u2028',
          '\ud800',
          '\u202e',
          '&Tab;',
          '&#0;',
          '<script>',
          '</p>',
        ],
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(findDangers(render(pieces.join('')))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('text that is made to be costly', () => {
  const size = 128 * 1024;
  const fill = (piece: string, end = ''): string =>
    piece.repeat(Math.floor((size - end.length) / piece.length)) + end;
  const half = (open: string, close: string, between = 'a'): string =>
    open.repeat(size / 2 / open.length) + between + close.repeat(size / 2 / close.length);
  it.each(
    Object.entries({
      'nested lists': fill('- '),
      'nested ordered lists': fill('1. '),
      'nested quotations': fill('> '),
      'quotations and lists': fill('> - '),
      'deeper each line': Array.from({ length: 500 }, (_, n) => `${'  '.repeat(n)}- a`).join('\n'),
      'quotations a line': fill(`${'> '.repeat(20)}a\n`),
      'open brackets': fill('['),
      'open images': fill('!['),
      'nested brackets': half('[', ']'),
      'link ends': fill(']('),
      'open links': fill('[a](<b'),
      'link openers': fill('[a]('),
      'nested strong': fill('*a **a '),
      'crossing emphasis': fill('*_ '),
      'emphasis ends': fill('a_ '),
      'emphasis starts': fill('_a '),
      strikethrough: fill('~~a '),
      backticks: Array.from({ length: 500 }, (_, n) => 'e' + '`'.repeat(n)).join(''),
      backslashes: fill('\\'),
      'open tags': fill('<a '),
      'open comments': fill('<!-- '),
      'open cdata': fill('<![CDATA['),
      'open instructions': fill('<?'),
      entities: fill('&lt;'),
      'unknown entities': fill('&x'),
      'one line': fill('a'),
      'line feeds': fill('\n'),
      'wide table': `|${'a|'.repeat(20_000)}\n|${'-|'.repeat(20_000)}\n${'|a\n'.repeat(5_000)}`,
      'table rows': `|a|b|\n|-|-|\n${fill('|\n').slice(0, 100_000)}`,
      footnotes: fill('[^a]'),
      'reference definitions': Array.from({ length: 5_000 }, (_, n) => `[${n}]: u\n`).join(''),
      'long address, many uses': `[a]: http://${'x'.repeat(50_000)}\n\n${'[a]'.repeat(20_000)}`,
      addresses: fill('http://a.b '),
      'mail addresses': fill('a@b.c '),
      'open mail': fill('a@'),
      headings: fill('# a\n'),
      underlines: fill('a\n=\n'),
      fences: fill('```\n'),
      tasks: fill('- [ ] a\n'),
      'internal blocks': fill(':::internal\na\n:::\n'),
      'zero bytes': fill('\u0000'),
      'lone surrogates': fill('\ud800'),
    }),
  )('%s', (_name, text) => {
    const began = performance.now();
    const html = render(text);
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(html.length).toBeLessThan(Math.max(20_000, 21 * text.length));
    expect(findDangers(html.slice(0, 200_000))).toEqual([]);
  });
});
