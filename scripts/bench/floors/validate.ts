/** The floor of cold validation: read every file, js-yaml with the core schema, compiled ajv; no rules, no positions. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { CORE_SCHEMA, load } from 'js-yaml';
import { packageRoot } from '../../edges/disk/package.ts';
import { formats } from '../../model/record/formats.ts';
import { readFiles, splitText } from './files.ts';

const ajv = new Ajv2020({ allErrors: true, formats, strict: false });
const folder = join(packageRoot, 'schemas');
for (const name of readdirSync(folder).filter((file) => file.endsWith('.schema.json'))) {
  ajv.addSchema(JSON.parse(readFileSync(join(folder, name), 'utf8')) as object, name.split('.')[0]);
}
const kinds: [RegExp, string][] = [
  [/incident\.md$/, 'incident'],
  [/timeline\.yaml$/, 'timeline'],
  [/postmortem\.md$/, 'postmortem'],
  [/services\/[^/]+$/, 'service'],
  [/teams\/[^/]+$/, 'team'],
  [/sitrep\.yaml$/, 'settings'],
];
let count = 0;
let wrong = 0;
for (const { path, text } of readFiles(process.argv[2] ?? '')) {
  const kind = kinds.find(([pattern]) => pattern.test(path))?.[1];
  if (kind === undefined) continue;
  count++;
  if (!ajv.validate(kind, load(splitText(path, text).yaml, { schema: CORE_SCHEMA }))) wrong++;
}
process.stdout.write(`${count} files, ${wrong} wrong\n`);
