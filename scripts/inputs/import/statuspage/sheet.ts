import type { Instant } from '../../../model/time/instant.ts';
import type { Component, Event, Page, Report, Sheet, Update } from './event.ts';
import { isFields, readId, readList, readText, readTimes, rename, type Fields } from './fields.ts';

/** Where pointers into `value` lead in the source, which has incidents elsewhere: not `from`, but `to`. */
export interface Root {
  from: string;
  to: string;
}

/** Parses a text of the API, or says in a sentence why it is none. */
export function parseJson(text: string): { value: Fields; root?: Root } | { why: string } {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (text.trim() === '') return { why: 'It is empty.' };
    if (/^\s*<(?:!doctype|html|\?xml)/i.test(text)) {
      return { why: 'It is a web page, not JSON: the address of the data ends in `.json`.' };
    }
    if (isLines(text)) {
      return {
        why: 'It is a JSON text on each line, not one: `jq -s .` makes a list of them, which can be read where they are incidents.',
      };
    }
    const [line = ''] = (error instanceof Error ? error.message : '').split('\n');
    return { why: `It is not JSON (${line.slice(0, 160)}).` };
  }
  if (Array.isArray(value)) {
    if (value.some((item) => hasList(item, ['incidents', 'scheduled_maintenances']))) {
      return {
        why: 'It is a list of several answers: save each to a file of its own, and name all.',
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
  // One incident alone has components, too.
  if (isFields(value) && Array.isArray(value['incident_updates'])) {
    return { value: { incidents: [value] }, root: { from: '/incidents/0', to: '' } };
  }
  const names = ['incidents', 'scheduled_maintenances', 'components'];
  if (isFields(value) && hasList(value, names)) return { value };
  return {
    why: 'It is JSON, but none of a Statuspage: it has neither `incidents`, `scheduled_maintenances` nor `components`.',
  };
}

/** Whether a text is JSON Lines, as archives keep what they gather: as far as two of its lines tell. */
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

/** Reads all that is known of the API from parsed JSON; unknown fields are passed over. */
export function readSheet(value: Fields, report: Report): Sheet {
  const sheet: Sheet = {
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

function readPage(value: unknown): Page | undefined {
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

function readComponents(value: unknown, pointer: string, report: Report): Component[] {
  const components: Component[] = [];
  readList(value, pointer, report).forEach((item, index) => {
    const place = `${pointer}/${index}`;
    const name = isFields(item) ? readText(item, 'name') : undefined;
    if (!isFields(item) || name === undefined) {
      report('warning', 'import-component', place, 'A component has no name: it is left out.');
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

function readEvent(item: unknown, pointer: string, report: Report): Event | undefined {
  const id = isFields(item) ? readId(item) : undefined;
  if (!isFields(item) || id === undefined) {
    report(
      'error',
      'import-id',
      `${pointer}/id`,
      'It has no id that could be kept: it is left out.',
      'An id holds letters, digits, `.`, `_` and `-`, 64 at most.',
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

function readUpdates(value: unknown, pointer: string, report: Report): Update[] | undefined {
  const updates: (Update & { created: Instant; order: number })[] = [];
  for (const [index, item] of readList(value, pointer, report).entries()) {
    const place = `${pointer}/${index}`;
    if (!isFields(item)) {
      report(
        'warning',
        'import-list',
        place,
        'It is no update, but another value: it is left out.',
      );
      continue;
    }
    const times = readTimes(item, ['display_at', 'created_at'], place, report);
    if (!times) return undefined;
    const moment = times.get('display_at') ?? times.get('created_at');
    if (!moment) {
      report('error', 'import-time', place, 'An update has no time: the whole of it is left out.');
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

/** The API lists the newest update first; of those shown at one instant, the one made first comes first. */
function sortUpdates(updates: (Update & { created: Instant; order: number })[]): Update[] {
  const [first, last] = [updates[0], updates.at(-1)];
  const direction = first && last && first.moment.at < last.moment.at ? 1 : -1;
  return updates
    .sort(
      (a, b) =>
        a.moment.at - b.moment.at || a.created - b.created || direction * (a.order - b.order),
    )
    .map(({ created: _created, order: _order, ...update }) => update);
}

function readAffected(value: unknown, pointer: string, report: Report): Update['affected'] {
  return readList(value, pointer, report).flatMap((item) => {
    if (!isFields(item)) return [];
    const name = readText(item, 'name');
    const status = readText(item, 'new_status');
    const id = readId(item, 'code') ?? '';
    return name === undefined || status === undefined ? [] : [{ name, id, status }];
  });
}
