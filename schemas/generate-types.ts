/**
 * Writes the TypeScript types of every record kind from its schema: the schemas are the only
 * definition of shape. `npm run types` writes, and a test holds the file on disk to the schemas.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile, type JSONSchema } from 'json-schema-to-typescript';

const folder = fileURLToPath(new URL('.', import.meta.url));
const target = fileURLToPath(new URL('../scripts/register/records.ts', import.meta.url));

/** The text of `scripts/register/records.ts` as the schemas on disk demand it. */
export async function generateTypes(): Promise<string> {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.schema.json'))
    .sort();
  // One compilation of one root, so that a type that two schemas share is written once.
  const root: JSONSchema = {
    title: 'Records',
    description: 'Every record kind by name.',
    type: 'object',
    additionalProperties: false,
    required: names.map((name) => name.replace('.schema.json', '')),
    properties: Object.fromEntries(
      names.map((name) => [name.replace('.schema.json', ''), { $ref: name }]),
    ),
  };
  const text = await compile(root, 'Records', {
    cwd: folder,
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    format: false,
    bannerComment: '// Generated from schemas/*.schema.json by `npm run types`. Do not edit.',
    $refOptions: {
      resolve: {
        local: {
          order: 1,
          canRead: /^https:\/\/sitrep\.dev\/schemas\//,
          read: ({ url }: { url: string }) => readFileSync(folder + url.split('/').at(-1), 'utf8'),
        },
      },
    },
  });
  return text;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(target, await generateTypes());
}
