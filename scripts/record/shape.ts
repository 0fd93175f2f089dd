import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { packageRoot } from '../package.ts';
import type { Finding } from '../register/finding.ts';
import type { Kind } from '../register/register.ts';
import { formats } from './formats.ts';
import { explainErrors } from './explain.ts';

const names: Record<Exclude<Kind, 'fragment'>, string> = {
  settings: 'settings',
  service: 'service',
  team: 'team',
  incident: 'incident',
  timeline: 'timeline',
  postmortem: 'postmortem',
  runbook: 'runbook',
  problem: 'problem',
  maintenance: 'maintenance',
  report: 'report',
};

let ajv: Ajv2020 | undefined;
const validators = new Map<string, ValidateFunction>();

function readSchema(name: string): object {
  return JSON.parse(
    readFileSync(join(packageRoot, `schemas/${name}.schema.json`), 'utf8'),
  ) as object;
}

function validatorOf(name: string, pointer = ''): ValidateFunction {
  const key = `${name}${pointer}`;
  let validate = validators.get(key);
  if (!validate) {
    if (!ajv) {
      ajv = new Ajv2020({
        allErrors: true,
        verbose: true,
        strict: true,
        strictRequired: false,
        strictTypes: false,
        formats,
      });
      for (const file of Object.values(names)) ajv.addSchema(readSchema(file));
    }
    validate = ajv.getSchema(
      `https://sitrep.dev/schemas/${name}.schema.json${pointer}`,
    ) as ValidateFunction;
    validators.set(key, validate);
  }
  return validate;
}

/** What is wrong with a value's shape, by its kind's schema; nothing when it is right. */
export function checkShape(kind: Kind, value: unknown, path: string): Finding[] {
  const validate =
    kind !== 'fragment'
      ? validatorOf(names[kind])
      : Array.isArray(value)
        ? validatorOf('timeline')
        : validatorOf('timeline', '#/$defs/entry');
  if (validate(value)) return [];
  return explainErrors(kind, value, validate.errors ?? [], path);
}
