import { findEntryCommand } from '../register/lifecycle.ts';
import { suggest } from '../text/suggest.ts';

/**
 * Words of the trade and of other tools, with the values that say the same. The first one that is
 * allowed in a place is suggested there.
 */
const meanings: Readonly<Record<string, readonly string[]>> = {
  alert: ['detected', 'monitoring'],
  assign: ['assigned'],
  comment: ['note'],
  deploy: ['change'],
  deployed: ['change'],
  down: ['major-outage', 'started'],
  fixed: ['resolved', 'operational'],
  healthy: ['operational'],
  investigating: ['update'],
  log: ['note'],
  minor: ['degraded'],
  monitoring: ['update'],
  ok: ['operational'],
  opened: ['detected'],
  outage: ['major-outage', 'started'],
  page: ['escalated'],
  paged: ['escalated'],
  partial: ['partial-outage'],
  revert: ['rolled-back', 'change'],
  reverted: ['rolled-back', 'change'],
  rollback: ['rolled-back', 'change'],
  'rolled back': ['rolled-back', 'change'],
  'rolled-back': ['change'],
  slow: ['degraded'],
  start: ['started'],
  up: ['operational'],
  vendor: ['third-party'],
};

/** Finds the allowed value that a word probably means: the same in other letters, a synonym, or one near to it. */
export function findMeantValue(word: string, allowed: readonly string[]): string | undefined {
  const plain = removeCurlyQuotes(word).toLowerCase();
  const type = findEntryCommand(plain)?.type;
  const meant = Object.hasOwn(meanings, plain) ? (meanings[plain] ?? []) : [];
  const known = [plain, ...(type === undefined ? [] : [type]), ...meant];
  return known.find((value) => allowed.includes(value)) ?? suggest(plain, allowed);
}

/** Removes curly quotes around a text, which YAML takes as part of it. */
export function removeCurlyQuotes(text: string): string {
  return /^[“”„‟‘’‚‛]([^“”„‟‘’‚‛]*)[“”‘’]$/u.exec(text)?.[1] ?? text;
}
