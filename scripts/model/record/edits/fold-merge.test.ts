import { diffArrays } from 'diff';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { orderLog } from '../../register/log.ts';
import type { Entry } from '../../../../schemas/generated/records.ts';
import type { LogEntry } from '../../register/register.ts';
import { readYaml } from '../../../testing/texts.ts';
import { foldFragments } from './fold-fragments.ts';

/** More than a run of the suite takes: SITREP_FOLDS=10000. */
const runs = Number(process.env['SITREP_FOLDS'] ?? 1000);

/** An incident's log on disk: timeline.yaml under its name, and each fragment under its id. */
type Files = ReadonlyMap<string, string>;
const log = 'timeline.yaml';

function close(files: Files, closing?: readonly [string, string]): Files {
  const fragments = [...files, ...(closing ? [closing] : [])]
    .filter(([id]) => id !== log)
    .map(([id, text]) => ({ id, text }));
  // As the command has it: nothing to fold, nothing to write.
  if (fragments.length === 0) return files;
  return new Map([[log, foldFragments(files.get(log) ?? '', fragments, '# by a tool\n')]]);
}

interface Hunk {
  from: number;
  to: number;
  lines: string[];
}

function findHunks(base: readonly string[], lines: readonly string[]): Hunk[] {
  const hunks: Hunk[] = [];
  let at = 0;
  let isOpen = false;
  for (const { added, removed, value } of diffArrays([...base], [...lines])) {
    if (!added && !removed) {
      at += value.length;
      isOpen = false;
      continue;
    }
    const last = isOpen ? hunks.at(-1) : undefined;
    const hunk = last ?? { from: at, to: at, lines: [] };
    if (!last) hunks.push(hunk);
    isOpen = true;
    if (added) hunk.lines.push(...value);
    else {
      at += value.length;
      hunk.to = at;
    }
  }
  return hunks;
}

/** Merges two texts line by line; undefined where both changed the same lines, and not alike. */
function mergeLines(base: string, ours: string, theirs: string): string | undefined {
  const split = (text: string): string[] => text.split(/(?<=\n)/);
  const lines = split(base);
  const mine = findHunks(lines, split(ours));
  const same = (a: Hunk, b: Hunk): boolean => JSON.stringify(a) === JSON.stringify(b);
  const others = findHunks(lines, split(theirs)).filter((b) => !mine.some((a) => same(a, b)));
  if (others.some((b) => mine.some((a) => a.from <= b.to && b.from <= a.to))) return undefined;
  const hunks = [...mine, ...others].sort((a, b) => b.from - a.from);
  for (const { from, to, lines: put } of hunks) lines.splice(from, to - from, ...put);
  return lines.join('');
}

/** Merges two states as Git does, file by file; undefined where a person has to. */
function merge(base: Files, ours: Files, theirs: Files): Files | undefined {
  const merged = new Map<string, string>();
  for (const path of new Set([...base.keys(), ...ours.keys(), ...theirs.keys()])) {
    const [was, a, b] = [base, ours, theirs].map((files) => files.get(path));
    let text = a;
    if (a === was) text = b;
    else if (b !== was && a !== b) {
      // Changed here and removed there, or made twice.
      if (a === undefined || b === undefined || was === undefined) return undefined;
      text = mergeLines(was, a, b);
      if (text === undefined) return undefined;
    }
    if (text !== undefined) merged.set(path, text);
  }
  return merged;
}

/** Entries that the fold counts: each entry's note, in order. */
function readNotes(files: Files): string[] {
  const entries = [...files].flatMap(([path, text]): LogEntry[] => {
    const value = readYaml(text) as Entry | Entry[] | null;
    const list = Array.isArray(value) ? value : value ? [value] : [];
    return list.map((entry, index): LogEntry => {
      const id = entry.id ?? (path === log ? undefined : path);
      const place = { path, pointer: `/${index}` };
      return { entry, at: Date.parse(entry.at), ...place, ...(id !== undefined && { id }) };
    });
  });
  const ordered = orderLog(entries);
  expect(ordered.issues).toEqual([]);
  return ordered.entries.map(({ entry }) => entry.note ?? '');
}

/** Beginnings of a note, before its number. */
const words = fc.constantFrom(
  'seen',
  'two\nlines\n',
  '- a\n- b',
  '# no comment',
  'a: b',
  'it\'s "quoted"',
  '  lead',
  '---',
  'é🙂',
  '',
);
const drafts = fc.record({ minute: fc.nat(30), words, layout: fc.nat(3) });
type Draft = typeof drafts extends fc.Arbitrary<infer T> ? T : never;

function write({ minute, words: text, layout }: Draft, name: string): [string, string] {
  const at = `2026-01-14T08:${String(minute).padStart(2, '0')}:00Z`;
  const entry = { at, type: 'note', note: `${text} ${name}` };
  const keys = Object.entries(entry).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  const layouts = [
    keys.join(''),
    `${JSON.stringify(entry)}\n`,
    `# about ${name}\n${keys.toReversed().join('')}# below\n`,
    keys.join('').replaceAll('\n', '\r\n'),
  ];
  const id = `${at.replaceAll(/[-:]/g, '')}-note-${name}`;
  return [id, layouts[layout] ?? ''];
}

const makeFragments = (name: string, size: number): fc.Arbitrary<[string, string][]> =>
  fc
    .array(drafts, { maxLength: size })
    .map((list) => list.map((draft, index) => write(draft, `${name}${index}`)));

/** A timeline of entries that a person wrote, without ids, or none. */
const timelines = fc
  .tuple(fc.array(fc.nat(30), { maxLength: 4 }), fc.boolean(), fc.boolean())
  .map(([minutes, isWindows, isThere]): [string, string][] => {
    const lines = minutes
      .sort((a, b) => a - b)
      .map(
        (minute, index) =>
          `- {at: 2026-01-14T08:${String(minute).padStart(2, '0')}:00Z, type: note, note: by hand h${index}} # ${index}\n`,
      );
    const text = `# by hand\n${lines.join('')}`;
    return isThere ? [[log, isWindows ? text.replaceAll('\n', '\r\n') : text]] : [];
  });

const closings = fc.option(
  drafts.map((draft) => write(draft, 'closed')),
  { nil: undefined },
);

const triples = fc.record({
  base: fc.tuple(timelines, makeFragments('b', 5)).map(([a, b]): Files => new Map([...a, ...b])),
  late: makeFragments('l', 4),
  mine: makeFragments('m', 2),
  closing: closings,
  /** Action of the other side besides adding: nothing, closing too, or appending by hand. */
  other: fc.constantFrom('add', 'add', 'add', 'add', 'close', 'append'),
});

it('folding here while entries are added there loses none and doubles none, however it is merged', () => {
  const outcomes = { merged: 0, conflicts: 0 };
  fc.assert(
    fc.property(triples, fc.boolean(), ({ base, late, mine, closing, other }, isTurned) => {
      const ours = close(new Map([...base, ...mine]), closing);
      let theirs: Files = new Map([...base, ...late]);
      if (other === 'close') theirs = close(theirs);
      const more = '- {at: 2026-01-14T08:45:00Z, type: note, note: appended}\n';
      const appended = `${base.get(log) ?? ''}${more}`;
      const isAppended = other === 'append';
      if (isAppended) theirs = new Map([...theirs, [log, appended]]);
      const merged = isTurned ? merge(base, theirs, ours) : merge(base, ours, theirs);
      const isPlain = other === 'add';
      // Fragments of both sides are other files: only two who fold or edit the same file can conflict.
      if (isPlain) expect(merged).toBeDefined();
      if (!merged) {
        outcomes.conflicts++;
        return;
      }
      outcomes.merged++;
      // As they were written, before anything was folded or merged.
      const written = new Map([...base, ...late, ...mine, ...(closing ? [closing] : [])]);
      const expected = readNotes(isAppended ? new Map([...written, [log, appended]]) : written);
      expect(readNotes(merged).sort()).toEqual(expected.toSorted());
      // Closing again takes what came late, and says the same.
      const again = close(merged);
      expect([...again.keys()].filter((path) => path !== log)).toEqual([]);
      expect(readNotes(again).sort()).toEqual(expected.toSorted());
      expect(close(again)).toEqual(again);
    }),
    { numRuns: runs },
  );
  console.log(`${outcomes.merged} merges, ${outcomes.conflicts} left to a person`);
});
