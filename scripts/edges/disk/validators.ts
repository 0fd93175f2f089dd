import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import type * as Ajv from 'ajv/dist/2020.js';
import type standalone from 'ajv/dist/standalone/index.js';
import { packageRoot } from './package.ts';
import { formats } from '../../model/record/formats.ts';
import { findCache, openMemoryIn, type Memory } from './memory.ts';

/** The record kinds that have a schema. */
const kinds = [
  'settings',
  'service',
  'team',
  'incident',
  'timeline',
  'postmortem',
  'runbook',
  'problem',
  'maintenance',
  'report',
] as const;

/** A schema, or the entry of a timeline, which may be a file of its own. */
export type Shape = (typeof kinds)[number] | 'entry';

const entry = 'timeline.schema.json#/$defs/entry';
const idOf = (shape: Shape): string =>
  `https://sitrep.dev/schemas/${shape === 'entry' ? entry : `${shape}.schema.json`}`;

// Loaded only where something has to be compiled or explained: it takes longer than most commands.
const require = createRequire(import.meta.url);

const options: Ajv.Options = {
  strict: true,
  strictRequired: false,
  strictTypes: false,
  // A test holds the schemas to their own schema; here that would be two thirds of the work.
  validateSchema: false,
  formats,
};

function openSchemas(more: Ajv.Options): Ajv.Ajv2020 {
  const { Ajv2020 } = require('ajv/dist/2020.js') as typeof Ajv;
  const ajv = new Ajv2020({ ...options, ...more });
  for (const kind of kinds) ajv.addSchema(JSON.parse(readSchema(kind)) as object);
  return ajv;
}

function readSchema(kind: (typeof kinds)[number]): string {
  return readFileSync(join(packageRoot, `schemas/${kind}.schema.json`), 'utf8');
}

let explaining: Ajv.Ajv2020 | undefined;

/** Everything that is wrong with a value's shape. */
export function listErrors(shape: Shape, value: unknown): readonly Ajv.ErrorObject[] {
  explaining ??= openSchemas({ allErrors: true, verbose: true });
  const validate = explaining.getSchema(idOf(shape));
  if (!validate) throw new Error(`There is no schema of ${shape}.`);
  return validate(value) === true ? [] : (validate.errors ?? []);
}

/** Says whether a value has the shape. */
type Check = (value: unknown) => boolean;

let checks: Record<Shape, Check> | undefined;

/** Whether a value has the shape that its schema asks for: a tenth of what it takes to say why not. */
export function hasShape(shape: Shape, value: unknown): boolean {
  checks ??= loadChecks(openMemoryIn(findCache()));
  return checks[shape](value);
}

/**
 * The checks as ajv writes them, kept from one run to the next: to write them takes a quarter of a second.
 *
 * @param memory one that nobody else may write to, since what it holds is run
 */
export function loadChecks(memory: Memory): Record<Shape, Check> {
  const stamp = `// ${stampSchemas()}\n`;
  const kept = memory.recall('validators');
  if (kept?.startsWith(stamp)) return runCode(kept);
  const code = stamp + writeCode();
  memory.keep('validators', code);
  return runCode(code);
}

/** A digest of all that the code comes from; ajv's version stands in package.json. */
function stampSchemas(): string {
  const digest = createHash('sha1').update(readFileSync(fileURLToPath(import.meta.url)));
  digest.update(readFileSync(join(packageRoot, 'package.json')));
  for (const kind of kinds) digest.update(readSchema(kind));
  return digest.digest('hex');
}

function writeCode(): string {
  const { _ } = require('ajv/dist/2020.js') as typeof Ajv;
  const { default: write } = require('ajv/dist/standalone/index.js') as typeof standalone;
  const ajv = openSchemas({
    messages: false,
    code: { source: true, formats: _`require('formats')` },
  });
  const shapes: readonly Shape[] = [...kinds, 'entry'];
  return write(ajv, Object.fromEntries(shapes.map((shape) => [shape, idOf(shape)])));
}

function runCode(code: string): Record<Shape, Check> {
  const exported = {};
  const resolve = (name: string): unknown => (name === 'formats' ? formats : require(name));
  const run = compileFunction(code, ['require', 'exports']) as (...given: unknown[]) => void;
  run(resolve, exported);
  return exported as Record<Shape, Check>;
}
