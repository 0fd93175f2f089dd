import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { foldFragments, type Fragment } from './fold-fragments.ts';

const timeline = `# by hand
- {at: 2026-01-14T08:00:00Z, type: detected} # a page
- at: "2026-01-14T09:00:00Z"
  type: note
  note: |
    two
    lines
`;

it('puts each in its place with its id, and touches nothing else', () => {
  const fragments = [
    {
      id: '20260114T083000Z-note-bbbb',
      text: '# yaml-language-server: $schema=x\n# seen on the graph\nat: 2026-01-14T08:30:00Z\ntype: note\nnote: |-\n  a: b\n\n  - c\n',
    },
    {
      id: '20260114T081000Z-acknowledged-aaaa',
      text: 'at: 2026-01-14T08:10:00Z\ntype: acknowledged\nby: ada # hers',
    },
    { id: 'flow', text: '{at: 2026-01-14T09:30:00Z, type: resolved}\n' },
    {
      id: 'two',
      text: '- {at: 2026-01-14T09:40:00Z, type: note, note: x}\n- {at: 2026-01-14T09:41:00Z, type: note, note: y, id: own}\n',
    },
  ];
  const folded = foldFragments(timeline, fragments);
  expect(folded).toBe(`# by hand
- {at: 2026-01-14T08:00:00Z, type: detected} # a page
- at: 2026-01-14T08:10:00Z
  type: acknowledged
  by: ada # hers
  id: 20260114T081000Z-acknowledged-aaaa
# seen on the graph
- at: 2026-01-14T08:30:00Z
  type: note
  note: |-
    a: b

    - c
  id: 20260114T083000Z-note-bbbb
- at: "2026-01-14T09:00:00Z"
  type: note
  note: |
    two
    lines
- at: 2026-01-14T09:30:00Z
  type: resolved
  id: flow
- at: 2026-01-14T09:40:00Z
  type: note
  note: x
  id: two.1
- at: 2026-01-14T09:41:00Z
  type: note
  note: y
  id: own
`);
  expect(foldFragments(folded, fragments)).toBe(folded);
  const windows = (text: string): string => text.replaceAll('\n', '\r\n');
  expect(foldFragments(windows(timeline), fragments)).toBe(windows(folded));
});

it.each(['', '# head\n', '[]\n', '# head\n[]\n', '# head'])('begins a timeline from %j', (text) => {
  const folded = foldFragments(
    text,
    [{ id: 'a', text: 'at: 2026-01-14T08:10:00Z\ntype: note\nnote: x\n' }],
    '# new\n',
  );
  expect(parse(folded)).toEqual([{ at: '2026-01-14T08:10:00Z', type: 'note', note: 'x', id: 'a' }]);
  expect(folded.split('\n')[0]).toBe(text.startsWith('#') ? '# head' : '# new');
});

it.each(['at: [', 'x', '# nothing\n', 'at: 1\nat: 2\n'])('refuses %j', (text) => {
  expect(() => foldFragments(timeline, [{ id: 'a', text }])).toThrow();
});

const notes = fc.oneof(
  fc.string(),
  fc.constantFrom('a\nb', '- x', 'a: b', '# c', '  lead', 'end ', '---', 'x\n\n\ny', 'it\'s "q"'),
);

it('keeps every entry, whatever is folded first', () => {
  const entries = fc.array(fc.record({ minute: fc.nat(59), note: notes, layout: fc.nat(2) }), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(entries, fc.nat(6), fc.boolean(), (list, cut, isTurned) => {
      const fragments = list.map(({ minute, note, layout }, index): Fragment => {
        const entry = {
          at: `2026-01-14T08:${String(minute).padStart(2, '0')}:00Z`,
          type: 'note',
          note,
        };
        const lines = Object.entries(entry).map(
          ([key, value]) => `${key}: ${JSON.stringify(value)}`,
        );
        const text =
          [JSON.stringify(entry), lines.join('\n'), `# about ${index}\n${lines.join('\n')}\n`][
            layout
          ] ?? '';
        return { id: `f${index}`, text };
      });
      const whole = foldFragments(timeline, isTurned ? fragments.toReversed() : fragments);
      const parts = foldFragments(
        foldFragments(timeline, fragments.slice(0, cut)),
        fragments.slice(cut),
      );
      const says = (text: string): string[] =>
        (parse(text) as object[]).map((entry) => JSON.stringify(entry)).sort();
      const expected = [
        ...(parse(timeline) as object[]),
        ...fragments.map(({ id, text }) => ({ ...(parse(text) as object), id })),
      ].map((entry) => JSON.stringify(entry));
      expect(says(whole)).toEqual(expected.sort());
      expect(says(parts)).toEqual(says(whole));
      expect(foldFragments(whole, fragments)).toBe(whole);
    }),
    { numRuns: 500 },
  );
});
