import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../edges/disk/package.ts';
import {
  audiences,
  channels,
  escalationKinds,
  maintenanceImpacts,
  resolutions,
  runbookOutcomes,
  updateStatuses,
} from './choices.ts';

interface Schema {
  properties: Record<string, { enum?: string[] }>;
  $defs?: Record<string, Schema>;
}

function readSchema(kind: string): Schema {
  const path = join(packageRoot, `schemas/${kind}.schema.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Schema;
}

test.each([
  ['channel', channels, readSchema('incident')],
  ['audience', audiences, readSchema('timeline').$defs?.['entry']],
  ['status', updateStatuses, readSchema('timeline').$defs?.['entry']],
  ['resolution', resolutions, readSchema('timeline').$defs?.['entry']],
  ['kind', escalationKinds, readSchema('timeline').$defs?.['entry']],
  ['outcome', runbookOutcomes, readSchema('timeline').$defs?.['entry']],
  ['impact', maintenanceImpacts, readSchema('maintenance')],
])('%s has the values of its schema', (field, values, schema) => {
  expect(schema?.properties[field]?.enum).toEqual([...values]);
});
