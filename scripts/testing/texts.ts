/** Gathers YAML texts for tests, and changes them as editors and tools might. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument, stringify, visit, type Document, type Scalar } from 'yaml';
import { statuspage } from '../inputs/import/statuspage.ts';
import { packageRoot } from '../edges/disk/package.ts';
import { guardYaml } from '../model/record/guard.ts';
import { parseYaml } from '../model/record/parse.ts';
import { splitFrontMatter } from '../model/record/split.ts';
import { fillSettings } from '../model/register/settings.ts';
import { findCorpus } from './corpora.ts';

/** Parses the text of a record; undefined if the guard or a parser rejects it. */
export function readYaml(yaml: string): unknown {
  if (guardYaml(yaml, 'x.yaml')) return undefined;
  const parsed = parseYaml(yaml);
  if (!('value' in parsed)) return undefined;
  return parsed.value;
}

/** Gathers YAML texts and front matter: of the example, an import, payloads and the YAML test suite. */
export function gatherTexts(): string[] {
  const texts = [...gatherExample(), ...gatherImported(), ...gatherPayloads(), ...gatherSuite()];
  return texts.filter((yaml) => yaml.length < 20_000 && isObject(readYaml(yaml)));
}

function isObject(value: unknown): boolean {
  return value !== null && typeof value === 'object';
}

function frontMatterOf(text: string): string[] {
  const split = splitFrontMatter(text);
  return 'yaml' in split ? [split.yaml] : [];
}

function gatherExample(): string[] {
  const folder = join(packageRoot, 'incidents');
  return globSync('**/*.{md,yaml}', { cwd: folder })
    .sort()
    .flatMap((path) => {
      const text = readFileSync(join(folder, path), 'utf8');
      return path.endsWith('.md') ? frontMatterOf(text) : [text];
    });
}

/** Imports the larger corpus of real incidents, or the sample of it. */
function gatherImported(): string[] {
  const sample = join(packageRoot, 'scripts/inputs/import/statuspage.sample');
  const folder = findCorpus('github-status') ?? sample;
  const sources = ['incidents.json', 'scheduled-maintenances.json'].map((name) => ({
    name,
    text: readFileSync(join(folder, name), 'utf8'),
  }));
  const none = (): Map<string, string> => new Map();
  const { drafts } = statuspage.read(sources, {
    known: {
      incident: none(),
      maintenance: none(),
      service: none(),
      team: none(),
      settings: none(),
    },
    taken: { incident: new Set(), maintenance: new Set() },
    owners: { teams: new Set(), current: new Map(), imported: new Map() },
    imported: new Map(),
    settings: fillSettings(undefined),
    category: 'unknown',
    channel: 'partner',
    now: Date.parse('2026-09-01T00:00:00Z'),
  });
  return drafts.flatMap(({ path, text }) => (path.endsWith('.md') ? frontMatterOf(text) : [text]));
}

/** Reads the payloads of alerting tools: JSON is YAML too. */
function gatherPayloads(): string[] {
  const sample = join(packageRoot, 'scripts/inputs/alert/senders/payloads.sample');
  const folder = findCorpus('webhooks') ?? sample;
  return globSync('**/*.json', { cwd: folder })
    .sort()
    .map((path) => readFileSync(join(folder, path), 'utf8'));
}

function gatherSuite(): string[] {
  const path = new URL('../model/record/suite/yaml-test-suite.json', import.meta.url);
  const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: { yaml: string }[] };
  return cases.map(({ yaml }) => yaml);
}

/** A change that an editor may make to a text; `at` chooses the place. */
type TextMutation = (yaml: string, at: number) => string;

/** Inserts text after the n-th match of a pattern. */
function insertAfter(pattern: RegExp, text: string): TextMutation {
  return (yaml, at) => {
    const matches = [...yaml.matchAll(pattern)];
    const match = matches[at % Math.max(1, matches.length)];
    if (!match) return yaml;
    const end = match.index + match[0].length;
    return yaml.slice(0, end) + text + yaml.slice(end);
  };
}

function changeLine(change: (line: string, at: number) => string): TextMutation {
  return (yaml, at) => {
    const lines = yaml.split('\n');
    const index = at % lines.length;
    lines[index] = change(lines[index] ?? '', at);
    return lines.join('\n');
  };
}

/** Writes one scalar in another style with the same value. */
function restyle(type: Scalar.Type): TextMutation {
  return (yaml, at) =>
    changeNodes(yaml, (document) => {
      let index = 0;
      let count = 0;
      visit(document, {
        Scalar: () => {
          count++;
        },
      });
      visit(document, {
        Scalar(_, node) {
          if (index++ === at % Math.max(1, count) && typeof node.value === 'string')
            node.type = type;
        },
      });
    });
}

function changeNodes(yaml: string, change: (document: Document) => void): string {
  const document = parseDocument(yaml, { logLevel: 'silent' });
  if (document.errors.length > 0) return yaml;
  change(document);
  return document.toString({ lineWidth: 0 });
}

const odd = Array.from(':#-{}[],"\'|>\t\n \r&*!?%@`é🙂~');

/** Mutations for random texts. Results that cannot be parsed are discarded. */
export const mutations: readonly TextMutation[] = [
  (yaml) => yaml.replaceAll(/\r?\n/g, '\r\n'),
  (yaml) => yaml.replace(/\r?\n$/, ''),
  (yaml) => `# ümlaut: {[\n${yaml}`,
  (yaml) => `---\n${yaml}`,
  (yaml) => `${yaml}\n\n# the end\n`,
  changeLine((line, at) => `${line.trimEnd()} # beside: ${at}`),
  changeLine((line, at) => `${line}\n${' '.repeat(at % 9)}# below ${at}`),
  changeLine((line) => `${line}\n\n`),
  changeLine((line) => `${line}  `),
  changeLine((line) => `${line}\n${line}`),
  changeLine((line) => line.replace(/: .*$/, ':')),
  changeLine((line) => line.replace(/: .*$/, ': []')),
  changeLine((line) => line.replace(/: .*$/, ': {}')),
  changeLine((line) => line.replace(/: .*$/, ': ~ # nothing')),
  changeLine((line) => line.replace(/- /, '-   ')),
  changeLine((line) => line.replace(/done: [^,}]*/, 'done:')),
  // An instant nearly as RFC 3339 has it, and another one.
  changeLine((line) => line.replace(/(\d)T(\d\d:\d\d):\d\d(?:Z|([+-]\d\d):)/, '$1 $2 $3')),
  changeLine((line, at) => line.replace(/\d(?=[^\d]*$)/, String(at % 10))),
  changeLine((line, at) => line.replace(/T\d(?=\d:)/, `T${at % 3}`)),
  insertAfter(/: */g, '  '),
  insertAfter(/[^,\s{[](?=\s*[}\]])/g, ','),
  insertAfter(/[{[,]/g, '\n          '),
  insertAfter(/[{[,]/g, ' # within\n          '),
  restyle('QUOTE_SINGLE'),
  restyle('QUOTE_DOUBLE'),
  restyle('BLOCK_FOLDED'),
  restyle('BLOCK_LITERAL'),
  restyle('PLAIN'),
  (yaml, at) =>
    changeNodes(yaml, (document) => {
      let index = 0;
      visit(document, {
        Collection(_, node) {
          if (index++ % 5 === at % 5) node.flow = node.flow !== true;
        },
      });
    }),
  (yaml, at) => stringify(readYaml(yaml), { indent: 2 + (at % 4), lineWidth: 20 + (at % 80) }),
  (yaml, at) => yaml.slice(0, at % yaml.length) + yaml.slice((at % yaml.length) + 1),
  (yaml, at) =>
    yaml.slice(0, at % yaml.length) + (odd[at % odd.length] ?? '') + yaml.slice(at % yaml.length),
];

/** Applies mutations, each where it leaves a list or a map that both parsers read the same. */
export function mutate(yaml: string, steps: readonly (readonly [number, number])[]): string {
  let text = yaml;
  for (const [which, at] of steps) {
    const next = mutations[which % mutations.length]?.(text, at) ?? text;
    const value = readYaml(next);
    if (!isObject(value)) continue;
    const document = parseDocument(next, { logLevel: 'silent' });
    const isSame =
      document.errors.length === 0 && JSON.stringify(document.toJS()) === JSON.stringify(value);
    if (isSame) text = next;
  }
  return text;
}
