import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseYaml } from '../parse.ts';
import { normaliseInstants } from './normalise-instants.ts';
import { sortTimeline } from './sort-timeline.ts';

const read = (yaml: string): unknown => {
  const parsed = parseYaml(yaml);
  if (!('value' in parsed)) throw new Error(parsed.problem.message);
  return parsed.value;
};

const minute = (number: number): string => `2026-01-14T08:${String(number).padStart(2, '0')}:00Z`;

/** Entries in many layouts; each text names its own number, so that a comment that strays is seen. */
const layouts = [
  (n: number, at: string) => `- {at: ${at}, type: note, note: 'n ${n}'} # beside ${n}\n`,
  (n: number, at: string) => `# above ${n}\n- at: "${at}"\n  type: note\n  note: n ${n}\n`,
  (n: number, at: string) =>
    `- at: ${at}\n  type: note # beside ${n}\n  note: |\n    n ${n}\n\n    # no comment\n`,
  (n: number, at: string) =>
    `\n- type: note\n  at: '${at}'\n  note: >-\n    n\n    ${n}\n  # below ${n}\n`,
  (n: number, at: string) => `-   note: "n ${n}"\n    type:   note\n    at:     ${at}\n`,
];

const timelines = fc
  .tuple(
    fc.array(fc.tuple(fc.nat(59), fc.nat(layouts.length - 1)), { minLength: 1, maxLength: 8 }),
    fc.constantFrom('', '# yaml-language-server: $schema=x\n', '---\n# head\n\n'),
    fc.constantFrom('', '# the end\n'),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([entries, head, tail, windows, isCut]) => {
    const blocks = entries.map(([at, layout], n) => ({
      at,
      text: layouts[layout]?.(n, minute(at)) ?? '',
    }));
    return { blocks, head, tail, windows, isCut: isCut && tail === '' };
  });

const end = (text: string, windows: boolean): string =>
  windows ? text.replaceAll('\n', '\r\n') : text;

it('sorts whole entries with their comments, and changes no byte of them', () => {
  fc.assert(
    fc.property(timelines, ({ blocks, head, tail, windows, isCut }) => {
      const [first] = blocks;
      // What stands above the first entry is the file's own.
      const above = /^(?:#[^\n]*\n|\n)*/.exec(first?.text ?? '')?.[0] ?? '';
      const own = blocks.map((block) =>
        block === first ? { ...block, text: block.text.slice(above.length) } : block,
      );
      const join = (list: typeof own): string => {
        const whole = end(head + above + list.map(({ text }) => text).join('') + tail, windows);
        return isCut ? whole.slice(0, windows ? -2 : -1) : whole;
      };
      const sorted = sortTimeline(join(own));
      const expected = join([...own].sort((a, b) => a.at - b.at));
      expect(sorted).toBe(expected);
      expect(sortTimeline(sorted)).toBe(sorted);
    }),
    { numRuns: 5000 },
  );
});

it.each([
  ['an entry without an instant', '- {at: 2026-01-14T09:00:00Z}\n- {type: note}\n'],
  ['a bare local time', '- {at: 2026-01-14T09:00:00Z}\n- {at: 2026-01-14T08:00:00}\n'],
  [
    'a list in brackets with comments between entries',
    '[{at: 2026-01-14T09:00:00Z}, # late\n{at: 2026-01-14T08:00:00Z}]\n',
  ],
  ['a mapping', 'at: 2026-01-14T09:00:00Z\n'],
  ['broken YAML', '- {at: 2026-01-14T09:00:00Z\n- at: ]'],
  ['nothing', ''],
])('leaves %s as it is', (_, yaml) => {
  expect(sortTimeline(yaml)).toBe(yaml);
});

it.each([
  [
    '[{at: 2026-01-14T09:00:00Z, n: "#3"},{at: 2026-01-14T07:00:00Z, n: 1}, { at: 2026-01-14T08:00:00Z }]  # all\n',
    '[{at: 2026-01-14T07:00:00Z, n: 1},{ at: 2026-01-14T08:00:00Z }, {at: 2026-01-14T09:00:00Z, n: "#3"}]  # all\n',
  ],
  [
    '# the log\r\n[\r\n  {\r\n    at: 2026-01-14T09:00:00Z, # late\r\n    n: [2, 3] },\r\n  {at: 2026-01-14T08:00:00Z},\r\n]',
    '# the log\r\n[\r\n  {at: 2026-01-14T08:00:00Z},\r\n  {\r\n    at: 2026-01-14T09:00:00Z, # late\r\n    n: [2, 3] },\r\n]',
  ],
])('sorts a list in brackets, and touches nothing between its entries', (yaml, sorted) => {
  expect(sortTimeline(yaml)).toBe(sorted);
  expect(sortTimeline(sorted)).toBe(sorted);
});

it('leaves a timeline that would say something else once sorted', () => {
  // The kept line feeds at the end of the file would become others.
  const yaml =
    '- {at: 2026-01-14T09:00:00Z, type: note}\n- at: 2026-01-14T08:00:00Z\n  note: |+\n    a\n\n';
  const sorted = sortTimeline(yaml);
  const entries = [read(yaml), read(sorted)].map((value) =>
    (value as { at: string }[]).toSorted((a, b) => (a.at < b.at ? -1 : 1)),
  );
  expect(entries[1]).toEqual(entries[0]);
});

/** Formats of a time, and its exact format. */
const instants = fc
  .record({
    day: fc.constantFrom('2026-01-14', '2024-02-29'),
    between: fc.constantFrom('T', 't', ' ', '  '),
    time: fc.constantFrom(
      ['08:12', '08:12:00'],
      ['08:12:30', '08:12:30'],
      ['23:59:59.25', '23:59:59.25'],
    ),
    space: fc.constantFrom('', ' '),
    offset: fc.constantFrom(
      ['Z', 'Z'],
      ['z', 'Z'],
      ['+01:00', '+01:00'],
      ['+0100', '+01:00'],
      ['-03', '-03:00'],
    ),
  })
  .map(
    ({ day, between, time, space, offset }) =>
      [`${day}${between}${time[0]}${space}${offset[0]}`, `${day}T${time[1]}${offset[1]}`] as const,
  );

/** Values that are no instant with an offset, or stand under a key that holds none. */
const others = fc.constantFrom(
  'at: 2026-01-14 08:12:00',
  'at: 2026-01-14',
  'at: "08:12 CET"',
  'at: 2026-02-30 08:12:00z',
  'note: 2026-01-14 08:12z',
  '"to": jvries',
  'at: 2026-01-14t25:00z',
  '# at: 2026-01-14 08:12z',
  'note: "at: 2026-01-14 08:12z"',
);

it('writes every instant with an offset canonically, and nothing else', () => {
  const lines = fc.oneof(
    fc
      .tuple(
        instants,
        fc.constantFrom('at: ', 'start:   ', '"due": '),
        fc.constantFrom('', '"', "'"),
        fc.constantFrom('', '  # 2026-01-14 08:12z'),
      )
      .map(([[loose, normal], key, quote, comment]) =>
        [loose, normal].map((text) => `${key}${quote}${text}${quote}${comment}`),
      ),
    others.map((line) => [line, line]),
  );
  fc.assert(
    fc.property(fc.array(lines, { maxLength: 8 }), fc.boolean(), (list, windows) => {
      const join = (which: 0 | 1): string =>
        end(list.map((line) => `- k: v\n  ${line[which] ?? ''}\n`).join(''), windows);
      expect(normaliseInstants(join(0))).toBe(join(1));
    }),
    { numRuns: 5000 },
  );
});
