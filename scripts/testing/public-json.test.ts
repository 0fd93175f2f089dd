import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadCommands } from '../commands/index.ts';
import { packageRoot } from '../edges/disk/package.ts';
import { renderResult } from '../session/result.ts';
import { makeContext } from './context.ts';

const schemas = join(packageRoot, 'schemas/output');

/** Lists keys in camelCase. Ids that users choose are in kebab-case, so maps by id need no exception. */
function listCamelCase(value: unknown, place = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(/[a-z0-9][A-Z]/.test(key) ? [`${place}/${key}`] : []),
    ...listCamelCase(inner, `${place}/${key}`),
  ]);
}

/** Collects the property names that a schema gives at any depth, as keys of one object. */
function readProperties(schema: unknown): Record<string, unknown>[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? [schema.properties as Record<string, unknown>] : [];
  const names = own.map((properties) =>
    Object.fromEntries(Object.keys(properties).map((name) => [name, true])),
  );
  return [...names, ...Object.values(schema).flatMap(readProperties)];
}

test.each(readdirSync(schemas))('%s names its properties in snake_case', (file) => {
  const schema: unknown = JSON.parse(readFileSync(join(schemas, file), 'utf8'));
  const properties = readProperties(schema);
  expect(properties.length).toBeGreaterThan(0);
  expect(properties.flatMap((names) => listCamelCase(names))).toEqual([]);
});

const incident = '2026-11-20-ticket-barcodes-missing-in-app';

test.each([
  ['overview'],
  ['list'],
  ['show', incident],
  ['search', ['barcodes']],
  ['validate', []],
  ['lint-prose', []],
  ['kpi'],
  ['kpi explain', 'mttr'],
  ['sla'],
  ['sla explain', incident],
  ['oncall'],
  ['oncall report'],
  ['task', incident],
  ['complete', ['show', '']],
  ['completion', 'bash'],
  ['ack', incident],
] as const)('sitrep %s --json has keys in snake_case', async (name, ...values) => {
  const command = (await loadCommands(name.split(' ')[0])).find((known) => known.name === name);
  if (!command) throw new Error(`no command ${name}`);
  const now = Date.parse('2026-11-20T20:33:00Z');
  const context = makeContext(join(packageRoot, 'incidents'), now);
  const given: Parameters<typeof command.run>[1] = values;
  const result = await command.run(context, given, { limit: '20', by: undefined });
  const output: unknown = JSON.parse(renderResult(result, true));
  expect(Object.keys(output as object)).not.toEqual([]);
  expect(listCamelCase(output)).toEqual([]);
});
