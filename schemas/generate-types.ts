/**
 * Writes the TypeScript types of every record kind from its schema: the schemas are the only
 * definition of shape. `npm run types` writes, and a test holds the file on disk to the schemas.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { format, resolveConfig } from 'prettier';

const folder = fileURLToPath(new URL('.', import.meta.url));
export const target = fileURLToPath(new URL('generated/records.ts', import.meta.url));

/** Keywords for fields that belong together. Types cannot express them well; validation by schema enforces them. */
const conditions = /^(?:allOf|anyOf|oneOf|not|if|then|else|dependent[A-Z]\w*)$/;
const notTypes = /^(?:\$defs|\$id|\$schema|examples|(?:min|max)[A-Z]\w*)$/;

/** The text of `schemas/generated/records.ts` as the schemas on disk demand it. */
export async function generateTypes(): Promise<string> {
  const kinds = readdirSync(folder)
    .filter((name) => name.endsWith('.schema.json'))
    .map((name) => name.replace('.schema.json', ''))
    .sort();
  const read = readTypes();
  // One compilation of one root, so that a type that two schemas share is written once.
  const root: JSONSchema = {
    title: 'Records',
    description: 'Every record kind by name.',
    type: 'object',
    additionalProperties: false,
    required: kinds,
    properties: Object.fromEntries(kinds.map((kind) => [kind, read(`${kind}.schema.json`, '')])),
  };
  const text = await compile(root, 'Records', {
    additionalProperties: false,
    format: false,
    bannerComment: '// Generated from schemas/*.schema.json by `npm run types`. Do not edit.',
  });
  return format(text, { ...(await resolveConfig(target)), filepath: target });
}

type Node = Record<string, unknown>;

/**
 * Reads parts of the schemas with every reference followed. A part with a title becomes a type of that
 * name, written once; one without is written out wherever it is referred to, under the words there.
 */
function readTypes(): (file: string, pointer: string) => JSONSchema {
  const files = new Map<string, Node>();
  const named = new Map<Node, Node>();

  function read(file: string, pointer: string): Node {
    const whole = files.get(file) ?? (JSON.parse(readFileSync(folder + file, 'utf8')) as Node);
    files.set(file, whole);
    return strip(
      pointer
        .split('/')
        .slice(1)
        .reduce((node, key) => node[key] as Node, whole),
      file,
    );
  }

  function strip(node: Node, file: string): Node {
    const { $ref, ...rest } = node;
    if (typeof $ref === 'string') {
      const [other, pointer = ''] = $ref.split('#');
      const types = read(other || file, pointer);
      return 'title' in types ? types : { ...types, ...strip(rest, file) };
    }
    const known = named.get(node);
    if (known) return known;
    const types: Node = {};
    if ('title' in node) named.set(node, types);
    for (const [key, value] of Object.entries(rest)) {
      if (conditions.test(key) || notTypes.test(key)) continue;
      types[key] =
        key === 'properties'
          ? Object.fromEntries(
              Object.entries(value as Node).map(([name, field]) => [
                name,
                strip(field as Node, file),
              ]),
            )
          : typeof value === 'object' && value !== null && !Array.isArray(value)
            ? strip(value as Node, file)
            : value;
    }
    return types;
  }

  return read;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(target, await generateTypes());
}
