import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { EVENT_ID, parseEvents, type Event } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { findCause, guardText, guardYaml } from './guard.ts';
import { parseYaml } from './parse.ts';
import { readDocument } from '../../edges/disk/read.ts';
import { findTrap } from './scan.ts';

const path = '2026/2026-01-14-a/timeline.yaml';
const guard = (text: string) => guardYaml(text, path);

/** Pieces that YAML is made of, and that take it apart. */
const pieces = [
  ...[
    'a',
    'b:',
    'b: ',
    '- ',
    '-',
    '- - ',
    'a: b',
    '\n',
    '\n',
    '\n ',
    '\n  ',
    '\n    ',
    ' ',
    '  ',
    '\t',
  ],
  ...['"', "'", '\\"', "''", '[', '{', ']', '}', '[]', '{}', ',', ': ', ':', '#', ' # c', '@', '`'],
  ...[
    '&x ',
    '*x',
    '!t ',
    '| ',
    '|\n',
    '>\n',
    '|2\n',
    '>-\n',
    '? ',
    '?',
    '%',
    '---',
    '\n---\n',
    '...',
  ],
  ...['\r\n', 'text', '\n- ', '\n  - ', "it's", 'a & b'],
];
const text = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 16 })
  .map((parts) => parts.join('').replace(/\r(?!\n)/g, ''));

/** Returns what js-yaml itself sees in a text; undefined if it rejects the text. */
function look(yaml: string): { dirty: boolean; depth: number } | undefined {
  let events: Event[];
  try {
    events = parseEvents(yaml, { maxDepth: 5000 });
  } catch {
    return undefined;
  }
  let [level, depth, documents, dirty] = [0, 0, 0, false];
  for (const event of events) {
    if (event.type === EVENT_ID.POP) level--;
    else if (event.type === EVENT_ID.DOCUMENT) {
      documents++;
      dirty ||= event.directives.length > 0;
    } else if (event.type === EVENT_ID.ALIAS) dirty = true;
    else {
      dirty ||= event.anchorStart >= 0 || event.tagStart >= 0;
      if (event.type !== EVENT_ID.SCALAR) depth = Math.max(depth, ++level - documents + 1);
    }
  }
  return { dirty: dirty || documents > 1, depth };
}

describe('the guard before the parsers', () => {
  it('lets no anchor, alias, tag, directive, document or depth through that js-yaml would see', () => {
    fc.assert(
      fc.property(text, (yaml) => {
        const seen = look(yaml);
        if (seen?.dirty) expect(guard(yaml), JSON.stringify(yaml)).toBeDefined();
        if (seen?.dirty) expect(findTrap(yaml), JSON.stringify(yaml)).toBeDefined();
      }),
      { numRuns: Number(process.env['SITREP_HOSTILE'] ?? 20_000), seed: 20260114 },
    );
  });

  it.each([
    'note: "a & b *c* !d"',
    "note: 'it''s &x'",
    "note: it's &fine *here* !too [and] {here}",
    'note: |\n  - !important\n  &a *b\n\n  # not a comment\n  ? x',
    'note: >-\n  *bold* text\n  %percent\nby: a',
    'note: text\n  *bold* and\n  &more',
    'url: https://example.com/a#b?c=d&e=*f',
    '# &a *b !c\na: b # &c',
    '---\na: 1',
    'a: [b, "c]", d*e, \'&f\']\nb: {c: "*d", e: f!}',
    "a:\n- 'x\n  &y'\n- z",
    '- a: |2\n    *x\n  b: c',
  ])('lets ordinary text pass: %j', (yaml) => {
    expect(guard(yaml)).toBeUndefined();
    expect(findTrap(yaml)).toBeUndefined();
    expect(parseYaml(yaml)).toHaveProperty('value');
  });

  it.each([
    ['a: &x 1', 1, 4, 'anchor'],
    ['a: 1\nb: *x', 2, 4, 'alias'],
    ['- !!js/function x', 1, 3, 'tag'],
    ['%YAML 1.2\n---\na: 1', 1, 1, 'directive'],
    ['a: 1\n---\nb: 1', 2, 1, 'document'],
    ['a: 1\n? b', 2, 1, 'complex key'],
    ['a:\n  b: [c, *d]', 2, 10, 'alias'],
    ['['.repeat(1000), 1, 41, 'levels'],
    ['- '.repeat(1000), 1, 81, 'levels'],
    [Array.from({ length: 60 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'), 41, 41, 'levels'],
  ])('refuses %j with its place', (yaml, line, column, word) => {
    const finding = guard(yaml);
    expect(finding).toMatchObject({ rule: 'unsafe-yaml', line, column });
    expect(finding?.message).toContain(word);
  });

  it.each([
    ['a: "b\nc: d', 1, 4, 'never closed'],
    ['a: [b', 1, 4, 'never closed'],
    ['a: "b" c', 1, 8, 'closing quote'],
  ])(
    'says where the mistake in %j is, not where the parser stumbled',
    (yaml, line, column, word) => {
      const { findings } = readDocument(path, 'timeline', 'a', Buffer.from(yaml));
      expect(findings).toMatchObject([{ rule: 'syntax', line, column }]);
      expect(findings[0]?.message).toContain(word);
      expect(findCause(yaml, path)).toEqual(findings[0]);
    },
  );

  it.each([
    ['title: @ada is away', 8],
    ['title: `checkout` fails', 8],
    ['- at: %x', 7],
  ])('asks for quotes around %j', (yaml, column) => {
    const { findings } = readDocument(path, 'timeline', 'a', Buffer.from(yaml));
    expect(findings).toMatchObject([
      { rule: 'syntax', line: 1, column, help: 'Put the text in quotes.' },
    ]);
  });

  it.each([
    [Buffer.from([0x61, 0x3a, 0x0a, 0xc3, 0x28]), 'encoding', 2, 1],
    [Buffer.from('a: b\u202ec'), 'encoding', 1, 5],
    [Buffer.from('a: 1\nb: \u200bc'), 'encoding', 2, 4],
    [Buffer.from('a: 1\rb: 2'), 'encoding', 1, 5],
    [Buffer.from('\0\x01\x02'), 'encoding', 1, 1],
    [Buffer.from('a: b', 'utf16le'), 'encoding', 1, 2],
    [Buffer.alloc(50 * 1024 * 1024, 0x61), 'file-too-large', 1, 1],
    [Buffer.alloc(0), 'empty-file', 1, 1],
  ])('refuses bytes that are no plain text', (bytes, rule, line, column) => {
    const guarded = guardText(bytes, 'timeline', path);
    expect(guarded).toMatchObject({ finding: { rule, line, column } });
  });

  it('sees every control character, wherever it stands', () => {
    for (let code = 0; code < 128; code++) {
      for (let at = 0; at < 9; at++) {
        const bytes = Buffer.from(`x: ${'a'.repeat(9)}`);
        bytes[at] = code;
        const shifted = Buffer.concat([Buffer.alloc(at % 4), bytes]).subarray(at % 4);
        const isHidden = (code < 32 && code !== 9 && code !== 10) || code === 127;
        const refused = 'finding' in guardText(shifted, 'timeline', path);
        expect(refused, `${code} at ${at}`).toBe(isHidden);
      }
    }
  });

  it('takes linear time on what is costly elsewhere', () => {
    const costly = [
      '\n'.repeat(60_000),
      `${' '.repeat(60_000)}x`,
      '- '.repeat(30_000),
      '"\\'.repeat(30_000),
      'a: |\n'.repeat(12_000),
      '['.repeat(60_000),
      ':'.repeat(60_000),
      '? '.repeat(30_000),
    ];
    const start = performance.now();
    for (const yaml of costly) {
      readDocument(path, 'timeline', 'a', Buffer.from(yaml));
      readDocument('runbooks/a.md', 'runbook', 'a', Buffer.from(`---\n${yaml}\n---\n`));
    }
    expect(performance.now() - start).toBeLessThan(30_000);
  });
});

interface Suite {
  cases: { id: string; fail: boolean; yaml: string }[];
}
const suite = JSON.parse(
  readFileSync(new URL('suite/yaml-test-suite.json', import.meta.url), 'utf8'),
) as Suite;

describe('js-yaml and yaml', () => {
  it('read the same from every case of yaml-test-suite that passes the guard', () => {
    expect(suite.cases).toHaveLength(405);
    let read = 0;
    for (const { id, fail, yaml } of suite.cases) {
      const prototype = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
      const guarded = guardText(Buffer.from(yaml), 'timeline', path);
      if ('finding' in guarded || guard(guarded.text)) continue;
      const parsed = parseYaml(guarded.text);
      if ('problem' in parsed) continue;
      expect(fail, id).toBe(false);
      const other = parseDocument(guarded.text, {
        version: '1.2',
        schema: 'core',
        stringKeys: true,
      });
      expect(other.errors, id).toEqual([]);
      expect(other.toJS(), id).toEqual(parsed.value);
      expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(prototype);
      read++;
    }
    expect(read).toBeGreaterThan(130);
  });

  it('read the same from every made-up text that both can read', () => {
    fc.assert(
      fc.property(text, (yaml) => {
        if (yaml.trim() === '' || guard(yaml)) return;
        const parsed = parseYaml(yaml);
        // A record is never a bare scalar; for those the two differ in `|2` at the top.
        if ('problem' in parsed || typeof parsed.value !== 'object') return;
        const other = parseDocument(yaml, { version: '1.2', schema: 'core', stringKeys: true });
        if (other.errors.length > 0) return;
        expect(other.toJS(), JSON.stringify(yaml)).toEqual(parsed.value);
      }),
      { numRuns: 10_000, seed: 20260114 },
    );
  });
});

describe('hostile files', () => {
  const count = Number(process.env['SITREP_HOSTILE'] ?? 4_000);

  it(`never throw, and always say where (${count} files)`, () => {
    const names = Object.getOwnPropertyNames(Object.prototype).join();
    const bytes = fc.oneof(
      text.map((yaml) => Buffer.from(yaml)),
      text.map((yaml) => Buffer.from(`---\n${yaml}\n---\n${yaml}`)),
      fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
      fc.json().map((json) => Buffer.from(json)),
      fc.string({ unit: 'binary', maxLength: 100 }).map((words) => Buffer.from(`title: ${words}`)),
      fc
        .constantFrom('__proto__', 'constructor', 'prototype', '<<')
        .map((key) => Buffer.from(`${key}: {polluted: 1}`)),
      fc
        .constantFrom(
          '---js\n',
          '---javascript\n',
          '---JS\n',
          '\ufeff---js\n',
          '---coffee\n',
          '---json\n',
        )
        .map((head) => Buffer.from(`${head}globalThis.executed = true\n---\ntext`)),
    );
    const files = [
      ['incident', '2026/2026-01-14-a/incident.md'],
      ['timeline', path],
      ['fragment', '2026/2026-01-14-a/timeline/x.yaml'],
      ['settings', 'sitrep.yaml'],
      ['runbook', 'runbooks/a.md'],
    ] as const;
    fc.assert(
      fc.property(bytes, fc.constantFrom(...files), (content, [kind, file]) => {
        const { document, findings } = readDocument(file, kind, 'a', content);
        expect(document === undefined).toBe(findings.length > 0);
        for (const finding of findings) {
          expect(finding.line !== undefined || finding.pointer !== undefined).toBe(true);
        }
      }),
      { numRuns: count, seed: 20260114 },
    );
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(names);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(globalThis).not.toHaveProperty('executed');
  });
});

describe('a merge conflict', () => {
  const sides = '<<<<<<< HEAD\nours: 1\n=======\ntheirs: "*2\n>>>>>>> branch\n';
  const read = (file: string, text: string) =>
    readDocument(file, file.endsWith('.md') ? 'incident' : 'timeline', 'a', Buffer.from(text));

  it.each([
    ['in a timeline', path, `- at: 1\n${sides}`, 2],
    ['with Windows line ends', path, `- at: 1\n${sides}`.replaceAll('\n', '\r\n'), 2],
    ['in front matter', 'incident.md', `---\na: 1\n${sides}---\nText\n`, 3],
    ['around a whole file', 'incident.md', `<<<<<<< a\n---\na: 1\n---\n=======\n>>>>>>> b\n`, 1],
    ['in a text', 'incident.md', `---\na: 1\n---\n\nText\n${sides}`, 6],
  ])('%s is said to be one', (_, file, text, line) => {
    const { document, findings } = read(file, text);
    expect(document).toBeUndefined();
    expect(findings).toMatchObject([
      { rule: 'syntax', line, column: 1, message: 'This is an unresolved merge conflict.' },
    ]);
  });

  it('may be shown in a block of code', () => {
    const { findings } = read('incident.md', `---\na: 1\n---\n\`\`\`\n${sides}\`\`\`\n`);
    expect(findings.map(({ rule }) => rule)).not.toContain('syntax');
  });
});
