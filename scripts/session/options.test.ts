import { expect, expectTypeOf, test } from 'vitest';
import { Failure } from './context.ts';
import { readArguments, readOptions, type Option, type Values } from './options.ts';

const definitions = [
  { flags: '--title <text>', description: '', required: '"Checkout is slow"' },
  { flags: '--services <ids>', description: '', list: true },
  { flags: '--kind <kind>', description: '', choices: ['incident', 'exercise'] },
  { flags: '--impact <impact>', description: '', choices: ['none', 'low'], default: 'none' },
  { flags: '--verified-by <handle>', description: '' },
  { flags: '--limit <n>', description: '', number: { min: 1 }, default: 20 },
  { flags: '--port <n>', description: '', number: { min: 0, max: 65_535 } },
  { flags: '--changed [base]', description: '' },
  { flags: '--note <text>', description: '', allowsBlank: true },
  { flags: '--commit', description: '' },
  { flags: '--no-commit', description: '' },
  { flags: '--no-push', description: '' },
] as const satisfies readonly Option[];

/** Returns what users read if options are rejected. */
function explain(given: Values): string[] {
  try {
    readOptions(definitions, { title: 'Slow', ...given });
  } catch (error) {
    if (error instanceof Failure) return [error.message, error.next ?? ''];
    throw error;
  }
  return [];
}

test('values have the types of their definitions', () => {
  const values = readOptions(definitions, { title: 'Slow' });
  expectTypeOf(values.title).toEqualTypeOf<string>();
  expectTypeOf(values.services).toEqualTypeOf<readonly string[] | undefined>();
  expectTypeOf(values.kind).toEqualTypeOf<'incident' | 'exercise' | undefined>();
  expectTypeOf(values.impact).toEqualTypeOf<'none' | 'low'>();
  expectTypeOf(values.verifiedBy).toEqualTypeOf<string | undefined>();
  expectTypeOf(values.limit).toEqualTypeOf<number>();
  expectTypeOf(values.port).toEqualTypeOf<number | undefined>();
  expectTypeOf(values.changed).toEqualTypeOf<string | true | undefined>();
  expectTypeOf(values.commit).toEqualTypeOf<boolean | undefined>();
  expectTypeOf(values.push).toEqualTypeOf<boolean | undefined>();
  expect(values).toEqual({ title: 'Slow', impact: 'none', limit: 20 });
});

test('text is trimmed, and blank text means that an option was not given', () => {
  expect(readOptions(definitions, { title: ' Slow \n', verifiedBy: ' \t', impact: ' ' })).toEqual({
    title: 'Slow',
    impact: 'none',
    limit: 20,
  });
  expect(readOptions(definitions, { title: 'Slow', note: ' ' }).note).toBe('');
});

test('a required value is one line', () => {
  expect(readOptions(definitions, { title: 'Checkout\nis slow' }).title).toBe('Checkout is slow');
});

test('lists are split at commas, and numbers are parsed', () => {
  const values = readOptions(definitions, {
    title: 'Slow',
    services: 'checkout, payments,,',
    limit: '5',
    port: '0',
  });
  expect(values.services).toEqual(['checkout', 'payments']);
  expect([values.limit, values.port]).toEqual([5, 0]);
});

test.each([
  [{ title: ' ' }, '--title is missing.', 'Write --title "Checkout is slow".'],
  [{ limit: '0' }, 'Cannot read `0` as a whole number above 0.', 'Write it like this: --limit 20'],
  [{ limit: '1e3' }, 'Cannot read `1e3` as a whole number above 0.', /--limit 20$/],
  [{ limit: '99999999999999999999' }, /as a whole number above 0/, /--limit 20$/],
  [{ port: '65536' }, 'Cannot read `65536` as a whole number from 0 to 65535.', /--port 12$/],
  [{ port: '-1' }, /^Cannot read `-1` as a whole number/, /--port 12$/],
])('rejects %j', (given, message, help) => {
  expect(explain(given)).toEqual([expect.stringMatching(message), expect.stringMatching(help)]);
});

test('a list of arguments is empty if none was given', () => {
  const taken = [
    { name: '<repository>', description: '' },
    { name: '[paths...]', description: '' },
  ] as const;
  const values = readArguments(taken, ['../checkout']);
  expectTypeOf(values).toEqualTypeOf<readonly [string, readonly string[]]>();
  expect(values).toEqual(['../checkout', []]);
  expect(readArguments(taken, ['../checkout', ['a', 'b']])).toEqual(['../checkout', ['a', 'b']]);
});
