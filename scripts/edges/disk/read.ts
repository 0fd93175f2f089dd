import type { Document } from '../../model/register/document.ts';
import type { Finding } from '../../model/register/finding.ts';
import type { Kind } from '../../model/register/register.ts';
import { findCurlyQuotes } from '../../model/record/curly-quotes.ts';
import { findCutTexts } from '../../model/record/cut-text.ts';
import {
  findCause,
  findConflict,
  guardBody,
  guardText,
  guardValue,
  guardYaml,
} from '../../model/record/guard.ts';
import { hashBlob } from '../../model/record/hash.ts';
import { parseYaml } from '../../model/record/parse.ts';
import { findSecrets } from '../../model/record/secrets.ts';
import { checkShape } from './shape.ts';
import { splitFrontMatter } from '../../model/record/split.ts';

interface Known {
  hash?: string | undefined;
  isKnown?: boolean;
  zone?: string | undefined;
}

/**
 * Builds a document from a file's bytes, or explains what is wrong with them and where. Bad data
 * never throws. A secret or a text that is cut off is reported, and the document is still built.
 *
 * @param known what is already known: the blob hash, whether the same bytes were found to have a
 *   valid shape, and the organisation's time zone
 */
export function readDocument(
  path: string,
  kind: Kind,
  id: string,
  bytes: Uint8Array,
  known: Known = {},
): { document?: Document; findings: Finding[] } {
  const guarded = guardText(bytes, kind, path);
  if ('finding' in guarded) return { findings: [guarded.finding] };
  const { text } = guarded;
  const secrets = findSecrets(text, path);
  const { hash = hashBlob(bytes) } = known;
  const read = parseDocument(path, kind, id, text, { ...known, hash });
  return secrets.length === 0 ? read : { ...read, findings: [...secrets, ...read.findings] };
}

function parseDocument(
  path: string,
  kind: Kind,
  id: string,
  text: string,
  { hash, isKnown = false, zone }: Known & { hash: string },
): { document?: Document; findings: Finding[] } {
  const split = path.endsWith('.md')
    ? splitFrontMatter(text)
    : { yaml: text, yamlLine: 1, body: undefined, bodyLine: 0 };
  // A merge conflict may look like any other error.
  const refuse = (finding: Finding): { findings: Finding[] } => ({
    findings: [findConflict(text, path) ?? finding],
  });
  if ('problem' in split) {
    return refuse({ rule: 'syntax', level: 'error', path, column: 1, ...split.problem });
  }
  const { yaml, yamlLine, body, bodyLine } = split;
  const trap =
    guardYaml(yaml, path, yamlLine) ??
    (body === undefined ? undefined : guardBody(body, path, bodyLine));
  if (trap) return refuse(trap);
  const parsed = parseYaml(yaml);
  if ('problem' in parsed) {
    const { line, ...problem } = parsed.problem;
    const stumble: Finding = {
      rule: 'syntax',
      level: 'error',
      path,
      line: line + yamlLine - 1,
      ...problem,
    };
    return refuse(findCause(yaml, path, yamlLine) ?? stumble);
  }
  // Only an escape can contain what the text itself may not.
  const hiddenValue = yaml.includes('\\') ? guardValue(parsed.value, path) : undefined;
  if (hiddenValue) return { findings: [hiddenValue] };
  const findings = isKnown ? [] : checkShape(kind, parsed.value, path, zone);
  if (findings.length > 0) return { findings };
  return {
    findings: [...findCutTexts(yaml, path, yamlLine), ...findCurlyQuotes(yaml, path, yamlLine)],
    document: {
      path,
      kind,
      id,
      hash,
      value: parsed.value,
      bodyLine,
      ...(body !== undefined && { body }),
    },
  };
}
