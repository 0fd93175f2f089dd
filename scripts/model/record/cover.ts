import type { Finding } from '../register/finding.ts';
import { isRestricted } from '../register/restricted.ts';
import { parseYaml } from './parse.ts';
import { splitFrontMatter } from './split.ts';

/**
 * Takes the words out of findings in restricted text, since they may quote it. In a file that cannot be
 * parsed, every finding counts as one in restricted text if the file mentions any.
 *
 * @param text of the file that all the findings are in
 */
export function coverRestricted<T extends Finding>(findings: readonly T[], text: string): T[] {
  if (findings.length === 0) return [];
  const value = parseRecord(text);
  const isUnreadable = value === undefined && /audience["']?\s*:\s*["']?restricted/i.test(text);
  return findings.map((finding) =>
    isUnreadable || isWithinRestricted(value, finding.pointer ?? '') ? cover(finding) : finding,
  );
}

function parseRecord(text: string): unknown {
  const split = splitFrontMatter(text);
  const parsed = parseYaml('yaml' in split ? split.yaml : text);
  return 'value' in parsed ? parsed.value : undefined;
}

/** Checks whether a pointer leads into a restricted entry. One that leads to no entry concerns all of them. */
function isWithinRestricted(value: unknown, pointer: string): boolean {
  let inner = value;
  for (const step of pointer.split('/').slice(1)) {
    if (inner === null || typeof inner !== 'object') break;
    if (isRestricted(inner)) return true;
    inner = (inner as Record<string, unknown>)[step];
  }
  return holdsRestricted(inner);
}

function holdsRestricted(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  return isRestricted(value) || Object.values(value).some(holdsRestricted);
}

function cover<T extends Finding>(finding: T): T {
  const {
    pointer: _pointer,
    words: _words,
    related: _related,
    personName: _name,
    ...kept
  } = finding;
  return {
    ...kept,
    message: 'Something is wrong with restricted text.',
    help: 'Run `sitrep validate` where the records are to see what.',
  } as T;
}
