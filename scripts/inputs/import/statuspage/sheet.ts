import { readMessage } from '../../../model/text/read-message.ts';
import type { Instant } from '../../../model/time/instant.ts';
import type {
  PageComponent,
  PageEvent,
  StatusPage,
  ReportProblem,
  PageExport,
  PageUpdate,
} from './event.ts';
import {
  isFields,
  readId,
  readList,
  readText,
  readTimes,
  rename,
  type JsonFields,
} from './fields.ts';

/**
 * Mapping of pointers into `value` back to the source, if it has its incidents elsewhere: `from`
 * becomes `to`.
 */
export interface SourceRoot {
  from: string;
  to: string;
}

/** Parses a text of the API, or explains in a sentence why that is not possible. */
export function parseJson(
  text: string,
): { value: JsonFields; root?: SourceRoot } | { why: string } {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (text.trim() === '') return { why: 'The text is empty.' };
    if (/^\s*<(?:!doctype|html|\?xml)/i.test(text)) {
      return { why: 'The text is a web page, not JSON. The address of the data ends in `.json`.' };
    }
    if (isLines(text)) {
      return {
        why: 'The text has one JSON value per line. Use `jq -s .` to make a list of them, which can be read if they are incidents.',
      };
    }
    const [line = ''] = readMessage(error).split('\n');
    return { why: `The text is not JSON (${line.slice(0, 160)}).` };
  }
  if (Array.isArray(value)) {
    if (value.some((item) => hasList(item, ['incidents', 'scheduled_maintenances']))) {
      return {
        why: 'The text is a list of several responses. Save each to its own file, and name all of them.',
      };
    }
    return { value: { incidents: value }, root: { from: '/incidents', to: '' } };
  }
  if (isFields(value) && isFields(value['incident'])) {
    const incidents = [value['incident']];
    return {
      value: { page: value['page'], incidents },
      root: { from: '/incidents/0', to: '/incident' },
    };
  }
  // A single incident has components too.
  if (isFields(value) && Array.isArray(value['incident_updates'])) {
    return { value: { incidents: [value] }, root: { from: '/incidents/0', to: '' } };
  }
  const names = ['incidents', 'scheduled_maintenances', 'components'];
  if (isFields(value) && hasList(value, names)) return { value };
  return {
    why: 'The JSON is not from a Statuspage: it has neither `incidents`, `scheduled_maintenances` nor `components`.',
  };
}

/** Returns true if a text is JSON Lines, as used by archives, judging by its first two lines. */
function isLines(text: string): boolean {
  const lines = text.split('\n', 1000).filter((line) => line.trim() !== '');
  return lines.length > 1 && lines.slice(0, 2).every(isJsonObject);
}

function isJsonObject(line: string): boolean {
  try {
    return isFields(JSON.parse(line));
  } catch {
    return false;
  }
}

function hasList(value: unknown, names: readonly string[]): boolean {
  return isFields(value) && names.some((name) => Array.isArray(value[name]));
}

/** Reads all known fields of the API from parsed JSON; ignores unknown fields. */
export function readSheet(value: JsonFields, report: ReportProblem): PageExport {
  const sheet: PageExport = {
    incidents: [],
    maintenances: [],
    components: readComponents(value['components'], '/components', report),
  };
  const page = readPage(value['page']);
  if (page) sheet.page = page;
  for (const list of ['incidents', 'scheduled_maintenances']) {
    readList(value[list], `/${list}`, report).forEach((item, index) => {
      const event = readEvent(item, `/${list}/${index}`, report);
      if (!event) return;
      // The manage API lists maintenances among the incidents.
      const planned = list === 'scheduled_maintenances' || maintenanceStatuses.has(event.status);
      (planned ? sheet.maintenances : sheet.incidents).push(event);
    });
  }
  return sheet;
}

const maintenanceStatuses = new Set(['scheduled', 'in_progress', 'verifying', 'completed']);

function readPage(value: unknown): StatusPage | undefined {
  if (!isFields(value)) return undefined;
  const name = readText(value, 'name');
  if (name === undefined) return undefined;
  const [url, zone] = [readText(value, 'url'), value['time_zone'] ?? ''];
  return {
    name,
    ...(url !== undefined && { url }),
    ...(zone !== '' && { timezone: typeof zone === 'string' ? zone : JSON.stringify(zone) }),
  };
}

function readComponents(value: unknown, pointer: string, report: ReportProblem): PageComponent[] {
  const components: PageComponent[] = [];
  readList(value, pointer, report).forEach((item, index) => {
    const place = `${pointer}/${index}`;
    const name = isFields(item) ? readText(item, 'name') : undefined;
    if (!isFields(item) || name === undefined) {
      report('warning', 'import-component', place, 'The component has no name. It is left out.');
      return;
    }
    const description = readText(item, 'description');
    const groupId = readId(item, 'group_id');
    components.push({
      id: readId(item) ?? '',
      name,
      heading: item['group'] === true,
      pointer: place,
      ...(description !== undefined && { description }),
      ...(groupId !== undefined && { groupId }),
    });
  });
  return components;
}

function readEvent(item: unknown, pointer: string, report: ReportProblem): PageEvent | undefined {
  const id = isFields(item) ? readId(item) : undefined;
  if (!isFields(item) || id === undefined) {
    report(
      'error',
      'import-id',
      `${pointer}/id`,
      'The record has no valid id. It is left out.',
      'An id has letters, digits, `.`, `_` and `-`, at most 64.',
    );
    return undefined;
  }
  const times = readTimes(item, timeNames, pointer, report);
  const updates = readUpdates(item['incident_updates'], `${pointer}/incident_updates`, report);
  if (!times || !updates) return undefined;
  const shortlink = readText(item, 'shortlink');
  const body = readText(item, 'postmortem_body');
  return {
    id,
    name: readText(item, 'name') ?? '',
    status: readText(item, 'status') ?? '',
    impact: readText(item, 'impact_override') ?? readText(item, 'impact') ?? '',
    updates,
    components: readComponents(item['components'], `${pointer}/components`, report),
    pointer,
    ...(shortlink !== undefined && { shortlink }),
    ...rename(times, {
      started: 'started_at',
      created: 'created_at',
      changed: 'updated_at',
      monitoring: 'monitoring_at',
      resolved: 'resolved_at',
      scheduledFor: 'scheduled_for',
      scheduledUntil: 'scheduled_until',
    }),
    ...(body !== undefined && {
      postmortem: { body, ...rename(times, { moment: 'postmortem_published_at' }) },
    }),
  };
}

const timeNames = [
  'started_at',
  'created_at',
  'updated_at',
  'monitoring_at',
  'resolved_at',
  'scheduled_for',
  'scheduled_until',
  'postmortem_published_at',
] as const;

function readUpdates(
  value: unknown,
  pointer: string,
  report: ReportProblem,
): PageUpdate[] | undefined {
  const updates: (PageUpdate & { created: Instant; order: number })[] = [];
  for (const [index, item] of readList(value, pointer, report).entries()) {
    const place = `${pointer}/${index}`;
    if (!isFields(item)) {
      report('warning', 'import-list', place, 'The value is not an update. It is left out.');
      continue;
    }
    const times = readTimes(item, ['display_at', 'created_at'], place, report);
    if (!times) return undefined;
    const moment = times.get('display_at') ?? times.get('created_at');
    if (!moment) {
      report('error', 'import-time', place, 'An update has no time. The whole record is left out.');
      return undefined;
    }
    updates.push({
      id: readId(item) ?? String(index),
      status: readText(item, 'status') ?? '',
      body: readText(item, 'body') ?? '',
      moment,
      affected: readAffected(item['affected_components'], `${place}/affected_components`, report),
      pointer: place,
      created: times.get('created_at')?.at ?? moment.at,
      order: index,
    });
  }
  return sortUpdates(updates);
}

/**
 * Sorts updates, which the API lists newest first; of those published at one instant, the one
 * created first comes first.
 */
function sortUpdates(updates: (PageUpdate & { created: Instant; order: number })[]): PageUpdate[] {
  const [first, last] = [updates[0], updates.at(-1)];
  const direction = first && last && first.moment.at < last.moment.at ? 1 : -1;
  return updates
    .sort(
      (a, b) =>
        a.moment.at - b.moment.at || a.created - b.created || direction * (a.order - b.order),
    )
    .map(({ created: _created, order: _order, ...update }) => update);
}

function readAffected(
  value: unknown,
  pointer: string,
  report: ReportProblem,
): PageUpdate['affected'] {
  return readList(value, pointer, report).flatMap((item) => {
    if (!isFields(item)) return [];
    const name = readText(item, 'name');
    const status = readText(item, 'new_status');
    const id = readId(item, 'code') ?? '';
    return name === undefined || status === undefined ? [] : [{ name, id, status }];
  });
}
