import type { Finding } from '../register/finding.ts';
import type { Settings } from '../register/register.ts';
import { suggest } from '../text/suggest.ts';
import { rules } from './index.ts';

/**
 * What reading reports of a file that it leaves out. Its level is nobody's to change: the records that
 * are missing would be missing without a word.
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

/** What else findings are called that no rule of the index reports. */
const others = [
  'cut-text',
  'expired-exception',
  'fixed-level',
  'secret',
  'unknown-file',
  'unknown-rule',
  'unneeded-exception',
];

/** Every name that a finding may have, and so the settings may use. */
export const names: ReadonlySet<string> = new Set([
  ...rules.map(({ name }) => name),
  ...leftOut,
  ...others,
]);

/** Whether settings and exceptions may say something of findings with this name. */
export function isAdjustable(rule: string): boolean {
  return names.has(rule) && !leftOut.has(rule);
}

/** What the settings name as rules and cannot: there is none of that name, or it must stay as it is. */
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
    else if (leftOut.has(rule)) yield explainFixed(`\`${rule}\` takes no exception`, pointer);
  }
}

function explainUnknown(rule: string, place: Pick<Finding, 'pointer' | 'on'>): Finding {
  const near = suggest(rule, names);
  return {
    rule: 'unknown-rule',
    level: 'error',
    path: 'sitrep.yaml',
    ...place,
    message: `There is no rule \`${rule}\`.`,
    help: near ? `Did you mean \`${near}\`?` : 'Correct the name: each finding shows its own.',
  };
}

function explainFixed(what: string, pointer: string): Finding {
  return {
    rule: 'fixed-level',
    level: 'error',
    path: 'sitrep.yaml',
    pointer,
    message: `${what}: a file with such a finding is left out, and that must be said.`,
    help: 'Take this out, and mend what it finds.',
  };
}
