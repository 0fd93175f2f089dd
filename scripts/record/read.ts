import type { Document } from '../register/document.ts';
import type { Finding } from '../register/finding.ts';
import type { Kind } from '../register/register.ts';
import { guardText } from './guard.ts';
import { hashBlob } from './hash.ts';
import { parseYaml } from './parse.ts';
import { checkShape } from './shape.ts';
import { splitFrontMatter } from './split.ts';

/** Makes a document of a file's bytes, or says what is wrong with them, and where. Bad data never throws. */
export function readDocument(path: string, kind: Kind, id: string, bytes: Uint8Array): { document?: Document; findings: Finding[] } {
  const guarded = guardText(bytes, kind, path);
  if ('finding' in guarded) return { findings: [guarded.finding] };
  const { text } = guarded;
  const split = path.endsWith('.md') ? splitFrontMatter(text) : { yaml: text, yamlLine: 1, body: undefined, bodyLine: 0 };
  if ('problem' in split) return { findings: [{ rule: 'syntax', level: 'error', path, column: 1, ...split.problem }] };
  const parsed = parseYaml(split.yaml);
  if ('problem' in parsed) {
    const { line, ...problem } = parsed.problem;
    return { findings: [{ rule: 'syntax', level: 'error', path, line: line + split.yamlLine - 1, ...problem }] };
  }
  const findings = checkShape(kind, parsed.value, path);
  if (findings.length > 0) return { findings };
  const { body, bodyLine } = split;
  return { findings, document: { path, kind, id, hash: hashBlob(bytes), value: parsed.value, bodyLine, ...(body !== undefined && { body }) } };
}
