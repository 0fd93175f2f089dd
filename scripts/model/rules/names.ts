import type { Finding } from '../register/finding.ts';
import type { Settings } from '../register/register.ts';
import { suggest } from '../text/suggest.ts';
import { rules } from './index.ts';

/**
 * Findings about a file that was left out. Their level is fixed: otherwise records could be missing
 * with no finding to say so.
 */
const leftOut = new Set([
  'bad-file-name',
  'bad-id',
  'bare-local-time',
  'empty-file',
  'encoding',
  'file-too-large',
  'misplaced-record',
  'missing-incident',
  'restated-derived-field',
  'schema',
  'symbolic-link',
  'syntax',
  'unreadable-file',
  'unsafe-yaml',
]);

/** Other findings that are not reported by a rule of the index. */
const others = [
  'curly-quotes',
  'cut-text',
  'expired-exception',
  'fixed-level',
  'implausible-holidays',
  'secret',
  'unknown-file',
  'unknown-rule',
  'unneeded-exception',
];

/** Every finding name that the settings may use. */
export const names: ReadonlySet<string> = new Set([
  ...rules.map(({ name }) => name),
  ...leftOut,
  ...others,
]);

/** Returns true if settings and exceptions may adjust findings with this name. */
export function isAdjustable(rule: string): boolean {
  return names.has(rule) && !leftOut.has(rule);
}

/** Reports rule names in the settings that do not exist or cannot be adjusted. */
export function* checkNames({ rules: levels, exceptions }: Settings): Generator<Finding> {
  for (const [rule, level] of Object.entries(levels)) {
    const pointer = `/rules/${rule}`;
    if (!names.has(rule)) yield explainUnknown(rule, { pointer, on: 'key' });
    else if (leftOut.has(rule) && level !== 'error') {
      yield explainFixed(`\`${rule}\` cannot be set to \`${level}\``, pointer);
    }
  }
  for (const [index, { rule }] of exceptions.entries()) {
    const pointer = `/exceptions/${index}/rule`;
    if (!names.has(rule)) yield explainUnknown(rule, { pointer });
    else if (leftOut.has(rule)) yield explainFixed(`\`${rule}\` cannot have an exception`, pointer);
  }
}

function explainUnknown(rule: string, place: Pick<Finding, 'pointer' | 'on'>): Finding {
  const near = suggest(rule, names);
  return {
    rule: 'unknown-rule',
    level: 'error',
    path: 'sitrep.yaml',
    ...place,
    message: `\`${rule}\` is not a rule.`,
    help: near
      ? `Did you mean \`${near}\`?`
      : 'Correct the name. Each finding shows the name of its rule.',
  };
}

function explainFixed(what: string, pointer: string): Finding {
  return {
    rule: 'fixed-level',
    level: 'error',
    path: 'sitrep.yaml',
    pointer,
    message: `${what}: a file with such a finding is left out, which must be reported.`,
    help: 'Remove this setting, and fix the file.',
  };
}
