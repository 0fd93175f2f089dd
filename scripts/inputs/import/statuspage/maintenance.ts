import type { MaintenanceRecord } from '../../../../schemas/generated/records.ts';
import { countBytes, formatMarkdown } from '../../../model/record/format.ts';
import type { RecordDraft, ImportContext } from '../importer.ts';
import { aliasOf } from './ids.ts';
import {
  describeSource,
  findFirstImport,
  linkEvent,
  listServices,
  nameEvent,
  writeBody,
} from './incident.ts';
import type { PageServices } from './services.ts';
import type { PageEvent, SourceTime, StatusPage, ReportProblem } from './event.ts';
import { mapStatus } from './map-status.ts';
import { splitNote } from './notes.ts';

/** Maximum size of front matter, with some margin. */
const largestFrontMatter = 60_000;
const mostEvents = 500;

const impacts = new Map<string, MaintenanceRecord['impact']>([
  ['none', 'none'],
  ['minor', 'degraded'],
  ['major', 'partial-outage'],
  ['critical', 'major-outage'],
]);

type MaintenanceStatus = NonNullable<MaintenanceRecord['events']>[number]['status'];

const statuses = new Map<string, MaintenanceStatus>([
  ['scheduled', 'scheduled'],
  ['in_progress', 'in-progress'],
  ['verifying', 'verifying'],
  ['completed', 'completed'],
]);

/** Builds the record of one scheduled maintenance; nothing, with a finding, if it has no window. */
export function draftMaintenance(
  event: PageEvent,
  chooseId: (event: PageEvent, day: number) => string,
  {
    page,
    services,
    context,
  }: { page: StatusPage | undefined; services: PageServices; context: ImportContext },
  report: ReportProblem,
): RecordDraft[] {
  const window = findWindow(event, report);
  if (!window) return [];
  const links = linkEvent(event, page, report);
  const record: MaintenanceRecord = {
    title: nameEvent(event, 'Maintenance'),
    services: listServices(event, services, report),
    window: { start: window.start.text, end: window.end.text },
    // `maintenance` does not say what users notice, so neither no effect nor an outage is claimed.
    impact: impacts.get(event.impact) ?? 'degraded',
    visibility: 'public',
    events: draftEvents(event, report),
    ...(links.length > 0 && { links }),
    source: describeSource('maintenance', event, context),
    aliases: [aliasOf(event.id)],
  };
  const text = formatMarkdown(record, writeBody(event));
  if (countBytes(text) > largestFrontMatter || (record.events ?? []).length > mostEvents) {
    report(
      'error',
      'import-size',
      event.pointer,
      'The updates exceed the limits of a maintenance record, 500 or 60 kB. The maintenance is left out.',
      'Shorten the updates in the source, or write the record by hand.',
    );
    return [];
  }
  const id = chooseId(event, window.start.at);
  const path = `maintenance/${id}.md`;
  return [
    {
      kind: 'maintenance',
      key: aliasOf(event.id),
      id,
      path,
      text,
      hold: 'source',
      imported: findFirstImport('maintenance', event, context),
      ...(event.changed && { changed: event.changed.at }),
    },
  ];
}

function findWindow(
  event: PageEvent,
  report: ReportProblem,
): { start: SourceTime; end: SourceTime } | undefined {
  const first = event.updates.find(({ status }) => status === 'in_progress');
  const last = event.updates.find(({ status }) => status === 'completed');
  const start = event.scheduledFor ?? first?.moment ?? event.started;
  const ends = [event.scheduledUntil, event.resolved, last?.moment];
  const end = start && ends.find((moment) => moment !== undefined && moment.at > start.at);
  if (start && end) return { start, end };
  report(
    'error',
    'import-window',
    event.pointer,
    'The maintenance has no window: no `scheduled_for` followed by a later `scheduled_until`. It is left out.',
    'Set both in the source.',
  );
  return undefined;
}

function draftEvents(
  event: PageEvent,
  report: ReportProblem,
): NonNullable<MaintenanceRecord['events']> {
  let status: MaintenanceStatus = 'scheduled';
  return event.updates.flatMap((update) => {
    status = mapStatus(update, statuses, 'a maintenance', report) ?? status;
    const kept = status;
    return splitNote(update.body, update.pointer, report).map((note) => ({
      at: update.moment.text,
      status: kept,
      note,
      audience: 'public' as const,
    }));
  });
}
