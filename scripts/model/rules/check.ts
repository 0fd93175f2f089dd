import { readMessage } from '../text/read-message.ts';
import { compareText } from '../text/compare-text.ts';
import { day } from '../time/duration.ts';
import type { Document, IncidentFiles } from '../register/document.ts';
import type { Finding, Observation } from '../register/finding.ts';
import { parseDay, type Instant } from '../time/instant.ts';
import { findUnreadSettings } from '../register/settings-file.ts';
import { isImportedEntry } from '../register/imported.ts';
import { indexNames } from '../register/person-names.ts';
import type { Register, Settings } from '../register/register.ts';
import type {
  Entry,
  IncidentRecord,
  MaintenanceRecord,
  Timeline,
} from '../../../schemas/generated/records.ts';
import { rules } from './index.ts';
import { checkNames, isAdjustable } from './names.ts';
import type { DocumentRule, RecordRule, RegisterRule, Rule } from './rule.ts';

const documentRules = rules.filter((rule): rule is DocumentRule => rule.scope === 'document');
const recordRules = rules.filter((rule): rule is RecordRule => rule.scope === 'record');
const registerRules = rules.filter((rule): rule is RegisterRule => rule.scope === 'register');

/**
 * Checks one file with the rules of scope `document`. Rules about wording do not judge what was
 * imported.
 *
 * @param incident the incident that the file belongs to, if it can be read
 */
export function checkDocument(
  document: Document,
  settings: Settings,
  incident?: IncidentFiles,
): Finding[] {
  return documentRules
    .filter(({ kinds }) => kinds.includes(document.kind))
    .flatMap((rule) => {
      const findings = run(rule, document.path, () => rule.check(document, settings));
      if (rule.about !== 'prose' || settings.judge_imports) return findings;
      return findings.filter(({ pointer }) => !isImportedText(document, pointer, incident));
    });
}

/** Checks whether a text is the source's: a record's own fields, or an entry that was imported. */
function isImportedText(
  { kind, value }: Document,
  pointer = '',
  incident: IncidentFiles | undefined,
): boolean {
  if (kind === 'incident' || kind === 'maintenance')
    return (value as IncidentRecord | MaintenanceRecord).source !== undefined;
  const source = incident?.incident.source;
  if (!source || (kind !== 'timeline' && kind !== 'fragment')) return false;
  const entry = Array.isArray(value) ? (value as Timeline)[Number(pointer.split('/')[1])] : value;
  return entry !== undefined && isImportedEntry(entry as Entry, source);
}

/** Checks one incident's folder with the rules of scope `record`. */
export function checkRecord(files: IncidentFiles, settings: Settings): Finding[] {
  return recordRules.flatMap((rule) =>
    run(rule, files.record.path, () => rule.check(files, settings)),
  );
}

/** Checks all records together with the rules of scope `register`. */
export function checkRegister(register: Register, now: Instant): Finding[] {
  return registerRules.flatMap((rule) => run(rule, 'sitrep.yaml', () => rule.check(register, now)));
}

/**
 * Runs a rule. One that throws is a bug in Sitrep: it becomes a finding, and the other rules still
 * run.
 */
function run({ name, level }: Rule, path: string, check: () => Iterable<Observation>): Finding[] {
  try {
    return Array.from(check(), (observation) => ({ rule: name, level, ...observation }));
  } catch (error) {
    const message = readMessage(error);
    const help = 'This is a bug in Sitrep. Please report it with this file.';
    return [{ rule: name, level: 'error', path, message: `The rule failed: ${message}`, help }];
  }
}

/**
 * Applies the settings to findings: sets their levels, drops those covered by an exception and
 * those about somebody who is not in the catalogue, and adds findings about the rule settings
 * themselves (unknown names, expired or unneeded exceptions). Sorts the result by path, place and
 * rule.
 */
export function settleFindings(
  findings: readonly Finding[],
  register: Pick<Register, 'settings' | 'people' | 'leftOut'>,
  now: Instant,
): Finding[] {
  const { settings, people } = register;
  const { isAtEnd, findHandle } = indexNames(people);
  const needed = new Set<number>();
  const isKept = (finding: Finding): boolean => {
    if (!isAdjustable(finding.rule)) return true;
    const index = settings.exceptions.findIndex(
      ({ rule, path }) =>
        rule === finding.rule && (path === finding.path || finding.path.startsWith(`${path}/`)),
    );
    if (index < 0) return true;
    needed.add(index);
    return isExpired(settings.exceptions[index]?.until ?? '', now);
  };
  const level = (finding: Finding): Finding[] => setLevel(finding, settings);
  const known = foldCaused(findings, register.leftOut).flatMap(
    ({ person, personName, ...finding }) => {
      const handle = personName === undefined ? undefined : findHandle(personName);
      const help = handle === undefined ? {} : { help: `Did you mean \`${handle}\`?` };
      return person === undefined || isAtEnd(person) ? [{ ...finding, ...help }] : [];
    },
  );
  const kept = known.flatMap(level).filter(isKept);
  const own = [...checkNames(settings), ...checkExceptions(settings, needed, now)].flatMap(level);
  // Errors in settings that cannot be read may cause the others.
  const settingsPath = findUnreadSettings(register.leftOut);
  const rank = ({ path }: Finding): number => (path === settingsPath ? 0 : 1);
  return [...kept, ...own].sort((a, b) => rank(a) - rank(b) || compareFindings(a, b));
}

/**
 * Replaces the unknown terms by their number if the settings, which may list them, cannot be read.
 */
function foldCaused(
  findings: readonly Finding[],
  leftOut: Register['leftOut'],
): readonly Finding[] {
  const settings = findUnreadSettings(leftOut);
  const others = findings.filter(({ rule }) => rule !== 'unknown-term');
  const count = findings.length - others.length;
  const cause = findings.find(({ path }) => path === settings);
  if (!cause || count === 0) return findings;
  const terms = count === 1 ? '1 term in the records' : `${count} terms in the records`;
  const message = `${terms} cannot be checked until the settings can be read.`;
  const help = 'Correct the settings, and run `sitrep validate` again.';
  return [...others, { ...cause, rule: 'unknown-term', level: 'info', message, help }];
}

function setLevel(finding: Finding, { rules: levels }: Settings): Finding[] {
  const { rule } = finding;
  const wanted = isAdjustable(rule) && Object.hasOwn(levels, rule) ? levels[rule] : undefined;
  if (wanted === 'off') return [];
  return [wanted === undefined ? finding : { ...finding, level: wanted }];
}

function isExpired(until: string, now: Instant): boolean {
  const last = parseDay(until);
  return last !== undefined && last + day <= now;
}

function checkExceptions(settings: Settings, needed: ReadonlySet<number>, now: Instant): Finding[] {
  return settings.exceptions.flatMap(({ rule, path, until }, index): Finding[] => {
    const place = {
      path: 'sitrep.yaml',
      pointer: `/exceptions/${index}`,
      level: 'warning' as const,
    };
    if (!isAdjustable(rule)) return [];
    if (!needed.has(index)) {
      const message = `The exception is not needed: \`${rule}\` reports nothing in ${path}.`;
      return [{ ...place, rule: 'unneeded-exception', message, help: 'Remove it.' }];
    }
    if (!isExpired(until, now)) return [];
    const message = `The exception from \`${rule}\` expired on ${until}.`;
    const help = 'Fix what it excused, or set a later day and give a reason.';
    return [
      { ...place, pointer: `${place.pointer}/until`, rule: 'expired-exception', message, help },
    ];
  });
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.path, b.path) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    compareText(padNumbers(a.pointer), padNumbers(b.pointer)) ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message)
  );
}

/** Pads numbers so that item 10 of a list sorts after item 9. */
function padNumbers(pointer = ''): string {
  return pointer.replaceAll(/\d+/g, (digits) => digits.padStart(6, '0'));
}
