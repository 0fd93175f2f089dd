import { listEffects } from '../../model/register/effects.ts';
import type { Incident, LogEntry, Records, ServiceState } from '../../model/register/register.ts';
import { findSeverity } from '../../model/register/severity.ts';
import { minute, type Duration } from '../../model/time/duration.ts';
import type { Instant } from '../../model/time/instant.ts';
import { formatInZone } from '../../model/time/zone.ts';
import { findPage } from './address.ts';
import { resolveLinks, type LinkRow } from './links.ts';
import type { IncidentTexts, PageSource } from './source.ts';

/** The timeline of an incident, with both times of each entry and the gaps between them. */
export interface Timeline {
  /** Reason why recorded times are not all known. */
  unrecorded?: string;
  /** Commits and times if all entries were recorded afterwards or in one commit: that is said once, not at each entry. */
  together?: { commits: number; from: Instant; to: Instant };
  items: TimelineItem[];
}

/** One entry of a timeline. */
export interface TimelineItem {
  at: Instant;
  /** The instant as the record has it. */
  written: string;
  type: string;
  by?: string;
  audience?: string;
  /** Time since the entry before. */
  gap: Duration;
  /** True for the first entry of a day. */
  newDay: boolean;
  /** Delay until it was recorded, if that was not at once. */
  late?: Duration;
  /** True if another entry corrects it. */
  isSuperseded: boolean;
  /** Reason why its time is assumed, if it is. */
  assumed?: string;
  details: EntryDetails;
}

/** Content of an entry besides time, type and author. */
export interface EntryDetails {
  triage?: { severity?: string; impact?: string; urgency?: string };
  resolution?: string;
  status?: string;
  assigned?: { what?: string; to: string };
  /** True if it says that no service is affected. */
  affectsNone: boolean;
  affects: { name: string; state: ServiceState }[];
  runbook?: { title: string; page?: string; outcome?: string };
  ref?: string;
  /** Incident that it was merged into. */
  into?: string;
  /** Its reason and note, as HTML. */
  texts: string[];
  links: LinkRow[];
}

/** Writing an entry down takes up to five minutes. */
const onTime = 5 * minute;

/** Builds the timeline of an incident for its page. */
export function buildTimeline(
  source: PageSource,
  { files, recorded }: IncidentTexts,
  page: string,
): Timeline {
  const { register } = source.edition;
  const { log } = files;
  const { timezone } = register.settings.organisation;
  const day = (at: Instant): string => formatInZone(at, timezone).slice(0, 10);
  const together = findTogether(log, recorded);
  return {
    ...(source.unrecorded !== undefined && { unrecorded: source.unrecorded }),
    ...(together && { together }),
    items: log.map((logged, index): TimelineItem => {
      const { entry, at } = logged;
      const before = log[index - 1];
      const late = (recorded.get(logged)?.at ?? at) - at;
      return {
        at,
        written: entry.at,
        type: entry.type,
        ...(entry.by !== undefined && { by: register.people.get(entry.by)?.name ?? entry.by }),
        ...(entry.audience !== undefined && { audience: entry.audience }),
        gap: before ? at - before.at : 0,
        newDay: !before || day(before.at) !== day(at),
        ...(!together && late >= onTime && { late }),
        isSuperseded: files.superseded.has(logged),
        ...(entry.assumed !== undefined && { assumed: entry.assumed }),
        details: buildDetails(source, logged, files.incident.tasks, page),
      };
    }),
  };
}

function findTogether(
  log: readonly LogEntry[],
  recorded: IncidentTexts['recorded'],
): Timeline['together'] {
  const known = Array.from(recorded.values(), ({ at }) => at);
  if (log.length <= 1 || known.length !== log.length) return undefined;
  const [from, to] = [Math.min(...known), Math.max(...known)];
  const commits = new Set(log.map((logged) => recorded.get(logged)?.commit)).size;
  const isAfterwards = from >= (log.at(-1)?.at ?? Infinity);
  return commits === 1 || isAfterwards ? { commits, from, to } : undefined;
}

function buildDetails(
  source: PageSource,
  { entry, path }: LogEntry,
  tasks: Incident['tasks'],
  page: string,
): EntryDetails {
  const { register } = source.edition;
  const { type, resolution, status, to } = entry;
  const hasFacts = ['triaged', 'resolved', 'update'].includes(type) || to !== undefined;
  const texts = [entry.reason, entry.note].filter((text) => text !== undefined);
  return {
    ...(type === 'triaged' && { triage: buildTriage(register, entry) }),
    ...(hasFacts && resolution !== undefined && { resolution }),
    ...(hasFacts && status !== undefined && { status }),
    ...(to !== undefined && { assigned: buildAssignment(register, entry, to, tasks) }),
    affectsNone: entry.affects === 'none',
    affects: listEffects(entry).map(([id, state]) => ({
      name: register.services.get(id)?.name ?? id,
      state,
    })),
    ...(entry.runbook !== undefined && {
      runbook: {
        ...nameRunbook(register, entry.runbook),
        ...(entry.outcome !== undefined && { outcome: entry.outcome }),
      },
    }),
    ...(entry.ref && {
      ref: Object.entries(entry.ref)
        .map(([kind, value]) => `${kind} ${value}`)
        .join(', '),
    }),
    ...(entry.into !== undefined && { into: entry.into }),
    texts: texts.map((text) => source.renderMarkdown(text, path, page, 3)),
    links: resolveLinks(source, entry.links, path, page),
  };
}

function buildTriage(
  { settings }: Records,
  { severity: stated, impact, urgency }: LogEntry['entry'],
): NonNullable<EntryDetails['triage']> {
  const severity = stated ?? findSeverity(settings, impact ?? '', urgency ?? '');
  return {
    ...(severity !== undefined && { severity }),
    ...(impact !== undefined && { impact }),
    ...(urgency !== undefined && { urgency }),
  };
}

function buildAssignment(
  register: Records,
  { role, task, kind }: LogEntry['entry'],
  to: string,
  tasks: Incident['tasks'],
): NonNullable<EntryDetails['assigned']> {
  const what =
    register.settings.roles.find(({ id }) => id === role)?.name ??
    tasks.find(({ id }) => id === task)?.title ??
    role ??
    task ??
    kind;
  return { to: nameParty(register, to), ...(what !== undefined && { what }) };
}

function nameRunbook({ runbooks }: Records, id: string): { title: string; page?: string } {
  const runbook = runbooks.get(id);
  return runbook ? { title: runbook.title, page: findPage('runbook', runbook.id) } : { title: id };
}

/** Finds the name of a person, team or vendor. */
function nameParty({ people, teams }: Records, id: string): string {
  const vendors = Array.from(teams.values(), (team) => team.vendors ?? []).flat();
  return (
    people.get(id)?.name ??
    teams.get(id)?.name ??
    vendors.find((vendor) => vendor.id === id)?.name ??
    id
  );
}
