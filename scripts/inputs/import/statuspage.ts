import { minute } from '../../model/time/duration.ts';
import type { Finding } from '../../model/register/finding.ts';
import type { NamedText } from '../../session/source.ts';
import type { RecordDraft, Importer, ImportReading, ImportContext } from './importer.ts';
import { aliasOf, chooseId } from './statuspage/ids.ts';
import { draftIncident } from './statuspage/incident.ts';
import { draftMaintenance } from './statuspage/maintenance.ts';
import { checkZone, chooseTeam, draftOrganisation } from './statuspage/organisation.ts';
import { gatherServices } from './statuspage/services.ts';
import type { PageEvent, ReportProblem, PageExport } from './statuspage/event.ts';
import { parseJson, readSheet, type SourceRoot } from './statuspage/sheet.ts';
import { compareText } from '../../model/text/compare-text.ts';
import { shortenShown } from '../../model/text/words.ts';
import { escapeHidden } from '../../model/text/visible.ts';

/** Atlassian Statuspage, public API v2: incidents, scheduled maintenances, components, summary. */
export const statuspage: Importer = { name: 'statuspage', recognise, read };

function recognise(text: string): string | undefined {
  const parsed = parseJson(text);
  return 'why' in parsed ? parsed.why : undefined;
}

/** Event, and the function that reports findings in its text. */
interface ReportedEvent {
  event: PageEvent;
  report: ReportProblem;
}

function read(sources: readonly NamedText[], context: ImportContext): ImportReading {
  const findings: Finding[] = [];
  const sheets: (PageExport & { report: ReportProblem })[] = [];
  for (const { name, text } of sources) {
    const parsed = parseJson(text);
    if ('why' in parsed) {
      reportTo(findings, name)('error', 'import-source', '', parsed.why);
      continue;
    }
    const report = reportTo(findings, name, parsed.root);
    sheets.push({ ...readSheet(parsed.value, report), report });
  }
  const named = sheets.find((sheet) => sheet.page);
  const page = named?.page ?? (context.page === undefined ? undefined : { name: context.page });
  if (named) checkZone(page, context, named.report);
  const services = gatherServices(sheets, chooseTeam(page, context), context);
  const drafts: RecordDraft[] = [...draftOrganisation(page, context), ...services.drafts];
  const kinds = new Map(services.drafts.map(({ key, kind }) => [key, kind]));
  const parts = { page, services, context };
  for (const kind of ['maintenance', 'incident'] as const) {
    const taken = new Set(context.taken[kind]);
    const choose = ({ id, name }: PageEvent, day: number): string =>
      chooseId({ id, name, day }, kind, context.known[kind], taken);
    const list = kind === 'incident' ? 'incidents' : 'maintenances';
    const found = sheets.flatMap((sheet) =>
      sheet[list].map((event) => ({ event, report: sheet.report })),
    );
    const draft = kind === 'incident' ? draftIncident : draftMaintenance;
    for (const { event, report } of chooseNewest(found)) {
      if (kind === 'incident' && isFuture(event, context, report)) continue;
      if (isDrafted(event, kinds, report)) continue;
      drafts.push(...draft(event, choose, parts, report));
      kinds.set(aliasOf(event.id), kind);
    }
  }
  return { drafts, findings, page: page?.name };
}

function reportTo(
  findings: Finding[],
  path: string,
  root: SourceRoot = { from: '', to: '' },
): ReportProblem {
  return (level, rule, pointer, message, help) => {
    // Texts of a source are printed to a terminal here, so they must not control it.
    const shown = shortenShown(escapeHidden(message), 500);
    findings.push({
      rule,
      level,
      path,
      pointer: pointer.startsWith(root.from) ? root.to + pointer.slice(root.from.length) : pointer,
      message: shown,
      ...(help !== undefined && { help }),
    });
  };
}

/**
 * Keeps one event per id, oldest first. The newest wins, since the texts of one page overlap (an
 * unresolved incident is in three of them); of two with the same time, the one read later.
 */
function chooseNewest(found: readonly ReportedEvent[]): ReportedEvent[] {
  const chosen = new Map<string, ReportedEvent>();
  for (const candidate of found) {
    const { event, report } = candidate;
    const other = chosen.get(event.id);
    if (!other || ageOf(event) >= ageOf(other.event)) chosen.set(event.id, candidate);
    if (other && ageOf(event) === ageOf(other.event) && !isSame(event, other.event)) {
      report(
        'warning',
        'import-duplicate',
        `${event.pointer}/id`,
        `\`${event.id}\` occurs twice with the same time but different content. This one is used.`,
      );
    }
  }
  return [...chosen.values()].sort(
    (a, b) => startOf(a.event) - startOf(b.event) || compareText(a.event.id, b.event.id),
  );
}

function ageOf(event: PageEvent): number {
  return event.changed?.at ?? event.updates.at(-1)?.moment.at ?? 0;
}

function startOf(event: PageEvent): number {
  return event.started?.at ?? event.created?.at ?? 0;
}

function isSame(a: PageEvent, b: PageEvent): boolean {
  const [one, other] = [a, b].map((event) =>
    JSON.stringify(event, (key, value: unknown) => (key === 'pointer' ? undefined : value)),
  );
  return one === other;
}

/** Returns true if another record has the id: an alias must lead to one record only. */
function isDrafted(
  { id, pointer }: PageEvent,
  kinds: ReadonlyMap<string, string>,
  report: ReportProblem,
): boolean {
  const kind = kinds.get(aliasOf(id));
  if (kind === undefined) return false;
  report(
    'error',
    'import-duplicate',
    `${pointer}/id`,
    `\`${id}\` is also a ${kind}. This one is left out.`,
    'Give one of the two a different id in the source.',
  );
  return true;
}

/** Tolerated clock difference, the same as for reading a record. */
const tolerance = 5 * minute;

function isFuture(event: PageEvent, { now }: ImportContext, report: ReportProblem): boolean {
  const { started, created, monitoring, resolved, postmortem, updates } = event;
  const times = [started, created, monitoring, resolved, postmortem?.moment];
  const moments = [...times, ...updates.map(({ moment }) => moment)];
  const late = moments.find((moment) => moment && moment.at > now + tolerance);
  if (!late) return false;
  report(
    'error',
    'import-time',
    event.pointer,
    `The time ${late.text} is in the future, so the record is left out.`,
    'Correct the time in the source.',
  );
  return true;
}
