import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseComment } from '../inputs/comment/parse.ts';
import { entryKinds, escalation, type EntryKind } from '../inputs/terminal/entry-kinds.ts';
import { makeEntry } from '../inputs/terminal/entry.ts';
import { formatYaml } from '../model/record/format.ts';
import { listValues } from '../model/register/build-entry.ts';
import {
  affects,
  type CommentForm,
  type EntryField,
  type FieldName,
} from '../model/register/lifecycle.ts';
import type { Incident } from '../model/register/register.ts';
import { makeRegister } from '../testing/incident.ts';
import { settings, web, webService } from '../testing/escalation.ts';
import type { Context } from '../session/context.ts';

const made = makeRegister(
  [
    { at: '2026-03-27T08:00:00Z', type: 'detected' },
    { at: '2026-03-27T08:01:00Z', type: 'triaged', impact: 'low', urgency: 'high' },
  ],
  {
    ...settings,
    matrix: { high: { high: 'SEV1', low: 'SEV2' }, low: { high: 'SEV2' } },
    regulations: [{ profile: 'nis2' }, { profile: 'dora' }],
  },
  {
    teams: [web],
    services: [webService],
    record: { tasks: ['t1', 'raise-limit'].map((id) => ({ id, title: id })) },
  },
);
const { incident } = made;
const register = {
  ...made.register,
  runbooks: new Map([['restart-web', {} as never]]),
};
const context = { now: Date.parse('2026-03-27T09:00:00Z') } as Context;

type Values = Partial<Record<FieldName, string>>;

/** Writes the values in a form of a comment. */
function writeComment(
  command: EntryKind,
  { name = command.name, words = [], marked, text }: CommentForm,
  values: Values,
): string {
  return [
    `/${name}`,
    ...words.map((word) => values[word]),
    ...(marked && values[marked] !== undefined ? [`${values[marked]}:`] : []),
    ...(text && values[text] !== undefined ? [values[text]] : []),
  ].join(' ');
}

/** Reads the entry of a comment, without its author and time. */
function readStatement(body: string, state: Incident): object {
  const asked = parseComment(body);
  if (!asked || 'wrong' in asked) throw new Error(`${body}: ${asked?.wrong ?? 'not a command'}`);
  const read = asked.command.read?.(asked.text, { register, incident: state, by: 'ada' });
  if (!read || 'wrong' in read) throw new Error(`${body}: ${read?.wrong ?? 'no entry'}`);
  return read.statement;
}

/** Generates values of a field by its kind. */
function valueOf(field: EntryField): fc.Arbitrary<string> {
  if (field.kind === 'text') return fc.stringMatching(/^The [a-z ]{1,40}[a-z]$/);
  if (field.kind === 'pairs')
    return fc.constantFrom('flag=a', 'flag=a=off', 'commit=x/y@1,deploy=z');
  if (field.kind === 'effects') return fc.constantFrom('none', 'web=degraded', 'web=operational');
  if (field.kind === 'urgency') return fc.constant('high');
  return fc.constantFrom(...(listValues(field, register, {}, incident) ?? []));
}

const forms = [...entryKinds, escalation].flatMap((kind) =>
  'unavailable' in kind.comment
    ? []
    : kind.comment.map((form) => ({ word: form.name ?? kind.name, name: kind.name, kind, form })),
);

test.each(forms)('/$word and `sitrep $name` write the same entry', ({ kind, form }) => {
  const { words = [], marked, text, required = kind.required ?? [] } = form;
  const names = [...words, ...(marked ? [marked] : []), ...(text ? [text] : [])];
  const needed = new Set<string>([...words, ...required]);
  const arbitrary = Object.fromEntries(
    [...kind.fields, affects]
      .filter(({ name }) => names.includes(name))
      .map((field) => {
        const value = valueOf(field);
        const optional = needed.has(field.name) ? value : fc.option(value, { nil: undefined });
        return [field.name, optional];
      }),
  );
  const status = fc.constantFrom<Incident['status']>('open', 'mitigated', 'resolved');
  fc.assert(
    fc.property(fc.record(arbitrary), status, (given, current) => {
      const values: Values = Object.fromEntries(
        Object.entries(given).filter(([, value]) => value !== undefined),
      );
      const state = { ...incident, status: current };
      const body = writeComment(kind, form, values);
      const options = Object.fromEntries(
        kind.fields.map((field): [string, string | undefined] => [field.name, field.default]),
      );
      const entry = makeEntry(kind, context, { ...options, ...values, by: 'ada' }, register, state);
      const { at: _at, by: _by, ...statement } = entry;
      expect(formatYaml(readStatement(body, state))).toBe(formatYaml(statement));
    }),
    { numRuns: 50 },
  );
});

test('comments offer every command except merge', () => {
  const missing = entryKinds.filter(({ comment }) => 'unavailable' in comment);
  expect(missing.map(({ name }) => name)).toEqual(['merge']);
  expect(forms.map(({ word }) => word)).toEqual(
    expect.arrayContaining(['severity', 'task', 'affects', 'escalate']),
  );
});

test('the kind of an escalation follows from its target by default', () => {
  const kindOf = (to: string, kind?: string): unknown =>
    makeEntry(escalation, context, { to, ...(kind !== undefined && { kind }) }, register, incident)
      .kind;
  expect(['linus', 'web', 'grace', 'paybridge'].map((to) => kindOf(to))).toEqual([
    'functional',
    'functional',
    'hierarchical',
    'vendor',
  ]);
  expect(kindOf('grace', 'functional')).toBe('functional');
});

test('the status of `sitrep update` follows from the incident by default', () => {
  const update = entryKinds.find(({ name }) => name === 'update');
  if (!update) throw new Error('update');
  const told = (status: Incident['status'], options = {}): unknown =>
    makeEntry(update, context, { note: 'x', ...options }, register, { ...incident, status }).status;
  expect([told('open'), told('mitigated'), told('resolved')]).toEqual([
    'investigating',
    'monitoring',
    'resolved',
  ]);
  expect(told('mitigated', { status: 'identified' })).toBe('identified');
});

test('a severity alone keeps the impact and urgency of the incident', () => {
  const triage = entryKinds.find(({ name }) => name === 'triage');
  if (!triage) throw new Error('triage');
  const options = { severity: 'SEV1', reason: 'Every customer is affected' };
  expect(makeEntry(triage, context, options, register, incident)).toEqual({
    at: '2026-03-27T09:00:00Z',
    type: 'triaged',
    impact: 'low',
    urgency: 'high',
    ...options,
  });
  const untriaged = { ...incident, severities: [] };
  expect(makeEntry(triage, context, options, register, untriaged).impact).toBeUndefined();
  expect(makeEntry(triage, context, { urgency: 'low' }, register, incident).impact).toBeUndefined();
});
