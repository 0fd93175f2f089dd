import fc from 'fast-check';
import { isCollection, isNode, parseDocument } from 'yaml';
import { expect, it } from 'vitest';
import { gatherTexts, mutate, mutations, readYaml } from '../../../testing/texts.ts';
import { markActionDone } from './mark-action-done.ts';
import { normaliseInstants } from './normalise-instants.ts';
import { setValue, type Path } from './set-value.ts';
import { sortTimeline } from './sort-timeline.ts';

/** More than a run of the suite takes: SITREP_EDITS=10000. */
const runs = Number(process.env['SITREP_EDITS'] ?? 500);

const corpus = gatherTexts();

const mutated = (list: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.nat(list.length - 1),
      fc.array(fc.tuple(fc.nat(mutations.length - 1), fc.nat(100_000)), { maxLength: 6 }),
    )
    .map(([index, steps]) => mutate(list[index] ?? '', steps));

const texts = mutated(corpus);

/** Texts in which some instants are written nearly as RFC 3339 has it. */
const careless = fc
  .tuple(mutated(corpus.filter((yaml) => /\dT\d/.test(yaml))), fc.nat(3))
  .map(([yaml, how]) => {
    const text = yaml.replaceAll(
      /(\d)T(\d\d:\d\d)(:\d\d)(Z|[+-]\d\d:\d\d)/g,
      (_, day: string, time: string, seconds: string, offset: string) =>
        [
          `${day} ${time}${seconds}${offset}`,
          `${day}T${time}${offset}`,
          `${day}t${time}${seconds}${offset.replace(':', '').replace('Z', 'z')}`,
          `${day}  ${time} ${offset}`,
        ][how] ?? '',
    );
    return readYaml(text) === undefined ? yaml : text;
  });

/** Timelines whose entries stand in any order. */
const shuffled = fc
  .tuple(
    mutated(corpus.filter((yaml) => Array.isArray(readYaml(yaml)) && /\bat: /.test(yaml))),
    fc.array(fc.nat(23), { minLength: 1, maxLength: 20 }),
  )
  .map(([yaml, hours]) => {
    let index = 0;
    const hour = (): string => `T${String(hours[index++ % hours.length]).padStart(2, '0')}:`;
    return yaml.replaceAll(/T\d\d:/g, hour);
  });

const postmortems = mutated(
  corpus
    .filter((yaml) => Array.isArray((readYaml(yaml) as Record<string, unknown>)['actions']))
    .flatMap((yaml) => [yaml, yaml.replaceAll(/, done: [0-9-]+/g, '')]),
);

/** Texts that are something else in YAML as soon as they lose their quotes. */
const words = fc.oneof(
  fc.constantFrom(
    ...['2026-02-20', 'SEV1', 'jvries', '', ' ', 'no', 'null', '~', '012', '1e3', '0x1f', '.nan'],
    ...['- a', 'a: b', 'a:', '#', 'a #b', '"', "'", "it's", '{', '[a]', ',', 'a, b', '---', '...'],
    ...['&a', '*a', '!x', '% x', '@x', '`x`', '|', '>-', '? x', 'a\nb', '\n', 'a\n\n', ' a', 'a '],
    ...[
      'a\n  b\n c',
      '---\na',
      'a\n---\nb',
      '\ta',
      'a\tb',
      'é🙂',
      '<<',
      'x'.repeat(300),
      ': ',
      '://',
    ],
  ),
  fc.string({ unit: 'grapheme-ascii', maxLength: 40 }),
);
const plain = fc.oneof(words, fc.integer(), fc.boolean(), fc.constant(null));
const keys = fc.constantFrom('done', 'due', 'a b', 'x-1', 'on', '12', 'a: b', '#', 'é', "it's");
const values = fc.oneof(
  { weight: 4, arbitrary: plain },
  fc.array(plain, { maxLength: 3 }),
  fc.dictionary(keys, plain, { maxKeys: 3, noNullPrototype: true }),
  fc.array(fc.dictionary(keys, plain, { maxKeys: 2, noNullPrototype: true }), { maxLength: 2 }),
);

/** Place to edit: steps down the text as long as there are some, then perhaps a new key or item. */
const places = fc.tuple(fc.array(fc.nat(1000), { maxLength: 5 }), fc.boolean(), keys);

function choosePath(value: unknown, [steps, isNew, key]: [number[], boolean, string]): Path {
  const path: (string | number)[] = [];
  let inner = value;
  for (const step of steps) {
    if (inner === null || typeof inner !== 'object') break;
    const names = Object.keys(inner);
    const name = names[step % Math.max(1, names.length)];
    if (name === undefined) break;
    path.push(Array.isArray(inner) ? Number(name) : name);
    inner = (inner as Record<string, unknown>)[name];
  }
  if (isNew && inner !== null && typeof inner === 'object') {
    return [...path, Array.isArray(inner) ? inner.length : key];
  }
  return path;
}

function replaceIn(whole: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(whole)) {
    const items = [...(whole as unknown[])];
    items[Number(step)] = replaceIn(items[Number(step)], rest, value);
    return items;
  }
  const fields = whole as Record<string, unknown>;
  return { ...fields, [step]: replaceIn(fields[step], rest, value) };
}

/**
 * The bytes that may go: the value's own, or those of the empty list or map that a first item or key is
 * put into. None where the edit only adds.
 */
function findRange(yaml: string, path: Path): [number, number] | undefined {
  const document = parseDocument(yaml, { logLevel: 'silent' });
  const find = (steps: Path): unknown =>
    steps.length === 0 ? document.contents : document.getIn(steps, true);
  const parent = find(path.slice(0, -1));
  const isFirst = path.length > 0 && isCollection(parent) && parent.items.length === 0;
  const node = isFirst ? parent : find(path);
  if (!isNode(node) || !node.range) return undefined;
  const [from, to] = node.range;
  return [from, to];
}

/** Asserts that nothing but the value's bytes went: what stood before and behind it stands there still. */
function expectOnlyThere(before: string, after: string, range: [number, number] | undefined): void {
  let head = 0;
  while (head < before.length && before[head] === after[head]) head++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const gone = before.slice(head, before.length - tail);
  const [from, to] = range ?? [0, 0];
  // Of what differs, nothing lies before the value or behind it, save the space around it.
  const first = head + (/^\s*/.exec(gone)?.[0].length ?? 0);
  const last = before.length - tail - (/\s*$/.exec(gone)?.[0].length ?? 0);
  const isInside =
    gone.trim() === '' ? gone === '' || range !== undefined : first >= from && last <= to;
  expect(isInside, `gone: ${JSON.stringify(gone)}`).toBe(true);
}

it('sets one value and changes no byte beside it', () => {
  const outcomes = { edited: 0, refused: 0 };
  fc.assert(
    fc.property(texts, places, values, (yaml, place, value) => {
      const before = readYaml(yaml);
      const path = choosePath(before, place);
      let after: string;
      try {
        after = setValue(yaml, path, value);
      } catch (error) {
        expect((error as Error).message).toContain('without changing the text around it');
        outcomes.refused++;
        return;
      }
      outcomes.edited++;
      expect(readYaml(after)).toEqual(replaceIn(before, path, value));
      expectOnlyThere(yaml, after, findRange(yaml, path));
    }),
    { numRuns: runs },
  );
  console.log(`${outcomes.edited} edits, ${outcomes.refused} refused`);
  // To refuse is safe, and rare: what stands oddly in a text is left to a person.
  expect(outcomes.refused).toBeLessThan(runs * 0.03);
});

/** An instant as it may be written, in a text. */
const loose = /\d{4}-\d\d-\d\d[Tt ]+\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s*(?:[Zz]|[+-]\d\d:?(?:\d\d)?)/g;

it('writes instants canonically and changes no byte beside them', () => {
  let changed = 0;
  fc.assert(
    fc.property(careless, (yaml) => {
      const after = normaliseInstants(yaml);
      const hide = (text: string): string => text.replaceAll(loose, 'INSTANT');
      expect(hide(after)).toBe(hide(yaml));
      expect(hide(JSON.stringify(readYaml(after)))).toBe(hide(JSON.stringify(readYaml(yaml))));
      expect(normaliseInstants(after)).toBe(after);
      changed += Number(after !== yaml);
    }),
    { numRuns: runs },
  );
  console.log(`${changed} of ${runs} texts changed`);
});

function isFlow(yaml: string): boolean {
  const { contents } = parseDocument(yaml);
  return isCollection(contents) && contents.flow === true;
}

it('sorts entries and changes no line of them', () => {
  let changed = 0;
  fc.assert(
    fc.property(shuffled, (yaml) => {
      const after = sortTimeline(yaml);
      if (after === yaml) return;
      changed++;
      // In brackets entries may share a line: then each of its characters is somewhere still.
      const between = isFlow(yaml) ? '' : /\r?\n/;
      const lines = (text: string): string[] => text.split(between).sort();
      expect(lines(after)).toEqual(lines(yaml));
      const read = (text: string): string[] =>
        (readYaml(text) as unknown[]).map((entry) => JSON.stringify(entry)).sort();
      expect(read(after)).toEqual(read(yaml));
    }),
    { numRuns: runs },
  );
  console.log(`${changed} of ${runs} texts changed`);
});

it('marks one action done and changes no byte beside it', () => {
  let marked = 0;
  fc.assert(
    fc.property(postmortems, fc.nat(100), (yaml, which) => {
      const before = readYaml(yaml) as { actions?: Record<string, unknown>[] };
      const actions = Array.isArray(before.actions) ? before.actions : [];
      const index = which % Math.max(1, actions.length);
      const id = actions[index]?.['id'];
      if (typeof id !== 'string' || actions.findIndex((action) => action['id'] === id) !== index)
        return;
      const after = markActionDone(yaml, id, '2026-11-21');
      expect(markActionDone(yaml, 'nothing-of-the-kind', '2026-11-21')).toBeUndefined();
      if (actions[index]?.['done']) {
        expect(after).toBe(yaml);
        return;
      }
      marked++;
      const path = ['actions', index, 'done'];
      expect(readYaml(after ?? '')).toEqual(replaceIn(before, path, '2026-11-21'));
      expectOnlyThere(yaml, after ?? '', findRange(yaml, path));
      expect(markActionDone(after ?? '', id, '2026-11-22')).toBe(after);
    }),
    { numRuns: runs },
  );
  console.log(`${marked} of ${runs} actions marked`);
});
