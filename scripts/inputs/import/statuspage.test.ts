import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldTimeline } from '../../model/register/fold.ts';
import { parseInstant } from '../../model/time/instant.ts';
import { orderLog } from '../../model/register/log.ts';
import type {
  IncidentRecord,
  MaintenanceRecord,
  ServiceRecord,
  Timeline,
} from '../../../schemas/generated/records.ts';
import { fillSettings } from '../../model/register/settings.ts';
import { kindOf } from '../../model/record/kind.ts';
import { readDocument } from '../../edges/disk/read.ts';
import type { RecordDraft, ImportReading, ImportContext } from './importer.ts';
import { statuspage } from './statuspage.ts';
import { restoreHidden } from '../../model/text/visible.ts';

const now = Date.UTC(2026, 7, 31);

/** Describes an empty data root. */
function emptyRoot(context: Partial<ImportContext> = {}): ImportContext {
  const none = new Map<string, string>();
  return {
    known: { incident: none, maintenance: none, service: none, team: none, settings: none },
    taken: { incident: new Set(), maintenance: new Set() },
    owners: { teams: new Set(), current: new Map(), imported: new Map() },
    settings: fillSettings(),
    imported: new Map(),
    category: 'unknown',
    channel: 'partner',
    now,
    ...context,
  };
}

function read(value: unknown, context?: Partial<ImportContext>): ImportReading {
  return statuspage.read(
    [{ name: 'incidents.json', text: JSON.stringify(value) }],
    emptyRoot(context),
  );
}

/** Reads a draft like any record; fails if it has findings. */
function readBack(draft: RecordDraft): unknown {
  const kind = kindOf(draft.path);
  if (!kind) throw new Error(`${draft.path} is no record`);
  const bytes = new TextEncoder().encode(draft.text);
  const { document, findings } = readDocument(draft.path, kind.kind, kind.id, bytes);
  expect(findings, draft.text).toEqual([]);
  return document?.value;
}

function find(reading: ImportReading, name: string): RecordDraft {
  const draft = reading.drafts.find(({ path }) => path.endsWith(name));
  if (!draft)
    throw new Error(`no draft ${name} among ${reading.drafts.map(({ path }) => path).join(' ')}`);
  return draft;
}

const timelineOf = (reading: ImportReading): Timeline =>
  readBack(find(reading, 'timeline.yaml')) as Timeline;
const incidentOf = (reading: ImportReading): IncidentRecord =>
  readBack(find(reading, 'incident.md')) as IncidentRecord;

const page = {
  id: 'n0rthw1ndra1',
  name: 'Northwind Rail',
  url: 'https://status.northwind.example',
  time_zone: 'Europe/Amsterdam',
  updated_at: '2026-08-22T22:15:57.599+02:00',
};

/** Builds an update with every field that Statuspage sends. */
function update(fields: Record<string, unknown>): Record<string, unknown> {
  return {
    id: 'qm8bgczn0p2n',
    incident_id: 'z3lct0r596n4',
    status: 'investigating',
    body: 'Paying by card takes longer than it should.',
    created_at: '2026-03-02T08:12:00.000+01:00',
    updated_at: '2026-03-02T08:12:00.000+01:00',
    display_at: '2026-03-02T08:12:00.000+01:00',
    affected_components: null,
    deliver_notifications: true,
    deliver_twitter_update: true,
    custom_tweet: null,
    tweet_id: null,
    ...fields,
  };
}

/** Builds an incident with every field that Statuspage sends, and an unknown one. */
function incident(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'z3lct0r596n4',
    page_id: page.id,
    name: 'Checkout answers slowly',
    status: 'resolved',
    impact: 'minor',
    impact_override: null,
    shortlink: 'https://stspg.io/646947c1e',
    started_at: '2026-03-02T08:12:00.000+01:00',
    created_at: '2026-03-02T08:12:00.000+01:00',
    updated_at: '2026-03-02T09:05:00.000+01:00',
    monitoring_at: null,
    resolved_at: '2026-03-02T09:05:00.000+01:00',
    incident_updates: [update({})],
    components: [],
    postmortem_body: null,
    postmortem_published_at: null,
    reminder_intervals: null,
    something_new: { of: ['no', 'importance'] },
    ...fields,
  };
}

const at = (minute: string): string => `2026-03-02T${minute}:00.000+01:00`;
const told = (status: string, minute: string, more: Record<string, unknown> = {}): unknown =>
  update({
    id: `u${minute.replace(':', '')}`,
    status,
    display_at: at(minute),
    created_at: at(minute),
    ...more,
  });

describe('recognise', () => {
  it.each([
    ['{"page":{},"incidents":[]}', undefined],
    ['{"scheduled_maintenances":[]}', undefined],
    ['{"components":[]}', undefined],
    ['[]', undefined],
    ['\ufeff{"incidents":[]}', undefined],
    ['', /empty/],
    ['<!DOCTYPE html><p>Not found', /web page/],
    ['{"incidents":', /not JSON/],
    ['{"id":"z3lct0r596n4"}\n{"id":"n8w2f6k0q5xv"}\n', /one JSON value per line/],
    ['{"id":"z3lct0r596n4"}\r\n\r\n{"id":"n8w2f6k0q5xv"}', /one JSON value per line/],
    ['{"id":"z3lct0r596n4"}\n{"id":', /not JSON/],
    ['{"incidents":[]}\nEOF', /not JSON/],
    ['{"rows":[]}', /not from a Statuspage/],
    ['"incidents"', /not from a Statuspage/],
    ['[{"incidents":[]},{"incidents":[]}]', /list of several responses/],
    ['{"id":"z3lct0r596n4","incident_updates":[],"components":[]}', undefined],
  ])('%s', (text, why) => {
    const answer = statuspage.recognise(text);
    if (why === undefined) expect(answer).toBeUndefined();
    else expect(answer).toMatch(why);
  });
});

describe('an incident as Statuspage sends it', () => {
  it('becomes a record whose files are all valid', () => {
    const reading = read({ page, incidents: [incident()] });
    expect(reading.findings).toEqual([]);
    expect(reading.drafts.map(({ path }) => path)).toEqual([
      'sitrep.yaml',
      'catalog/teams/northwind-rail.yaml',
      '2026/2026-03-02-checkout-answers-slowly/timeline.yaml',
      '2026/2026-03-02-checkout-answers-slowly/incident.md',
    ]);
    for (const draft of reading.drafts) readBack(draft);
    expect(incidentOf(reading)).toEqual({
      title: 'Checkout answers slowly',
      summary: 'Paying by card takes longer than it should.',
      services: [],
      category: 'unknown',
      channel: 'partner',
      visibility: 'public',
      links: [{ title: 'Northwind Rail status page', url: 'https://stspg.io/646947c1e' }],
      aliases: ['statuspage:z3lct0r596n4'],
      source: {
        tool: 'statuspage',
        id: 'z3lct0r596n4',
        url: 'https://stspg.io/646947c1e',
        imported: '2026-08-31T00:00:00Z',
      },
    });
    expect(readBack(find(reading, 'sitrep.yaml'))).toEqual({
      organisation: {
        name: 'Northwind Rail',
        url: 'https://status.northwind.example',
        timezone: 'Europe/Amsterdam',
      },
    });
  });

  it('has a summary without markup', () => {
    const summarise = (body: string): string =>
      incidentOf(read({ incidents: [incident({ incident_updates: [update({ body })] })] })).summary;
    expect(summarise('<p>We&nbsp;are &lt;looking&gt;</p>')).toBe('We are <looking>');
    expect(summarise('Nothing is &#8238;hidden&#x202c; here.')).toBe(
      'Nothing is \\u{202e}hidden\\u{202c} here.',
    );
    expect(summarise('&nbsp;&nbsp;&nbsp;&nbsp;')).toBe('Checkout answers slowly');
  });

  it('is in the folder of its UTC day', () => {
    const early = {
      started_at: '2026-03-02T00:30:00+01:00',
      created_at: '2026-03-02T00:30:00+01:00',
    };
    const reading = read({ incidents: [incident({ ...early, incident_updates: [] })] });
    expect(find(reading, 'incident.md').path).toContain('2026/2026-03-01-');
  });

  it('has exactly the milestones of the page', () => {
    const updates = [
      told('resolved', '09:05'),
      told('monitoring', '08:50'),
      told('monitoring', '08:45'),
      told('identified', '08:30'),
      told('identified', '08:20'),
      told('investigating', '08:12'),
    ];
    const entries = timelineOf(read({ incidents: [incident({ incident_updates: updates })] }));
    expect(
      entries.filter(({ type }) => type !== 'update').map(({ type, at: time }) => [type, time]),
    ).toEqual([
      ['started', at('08:12')],
      ['detected', at('08:12')],
      ['triaged', at('08:12')],
      ['identified', at('08:20')],
      ['mitigated', at('08:45')],
      ['resolved', at('09:05')],
    ]);
    expect(entries.filter(({ type }) => type === 'update')).toHaveLength(6);
    expect(entries.every(({ audience }) => audience === 'public')).toBe(true);
  });

  it('has no mitigation if monitoring went back to investigating', () => {
    const updates = [
      told('resolved', '09:05'),
      told('investigating', '08:50'),
      told('monitoring', '08:45'),
      told('investigating', '08:12'),
    ];
    const types = timelineOf(read({ incidents: [incident({ incident_updates: updates })] })).map(
      ({ type }) => type,
    );
    expect(types).not.toContain('mitigated');
  });

  it('is reopened if the page continues after resolved', () => {
    const updates = [
      told('resolved', '09:05'),
      told('investigating', '08:50'),
      told('resolved', '08:40'),
      told('investigating', '08:12'),
    ];
    const entries = timelineOf(read({ incidents: [incident({ incident_updates: updates })] }));
    const lifecycle = entries.filter(({ type }) => ['resolved', 'reopened'].includes(type));
    expect(lifecycle.map(({ type, at: time }) => [type, time])).toEqual([
      ['resolved', at('08:40')],
      ['reopened', at('08:50')],
      ['resolved', at('09:05')],
    ]);
  });

  it('is open while it is on the page', () => {
    const open = { status: 'monitoring', resolved_at: null };
    const updates = [told('monitoring', '08:50'), told('investigating', '08:12')];
    const types = timelineOf(
      read({ incidents: [incident({ ...open, incident_updates: updates })] }),
    ).map(({ type }) => type);
    expect(types).toEqual(['started', 'detected', 'triaged', 'update', 'mitigated', 'update']);
  });

  it.each([
    ['monitoring', '08:40', ['08:40']],
    ['monitoring', '08:00', []],
    ['identified', '08:40', []],
  ])('while %s has mitigated at its `monitoring_at`, %s: %s', (status, minute, minutes) => {
    const open = { status, resolved_at: null, monitoring_at: at(minute) };
    for (const incident_updates of [[], [told('investigating', '08:12')]]) {
      const entries = timelineOf(read({ incidents: [incident({ ...open, incident_updates })] }));
      const mitigated = entries.filter(({ type }) => type === 'mitigated');
      expect(mitigated.map(({ at: time }) => time)).toEqual(minutes.map(at));
    }
  });

  it.each([
    ['none', 'SEV4', 'low', 'low'],
    ['minor', 'SEV3', 'medium', 'medium'],
    ['major', 'SEV2', 'high', 'medium'],
    ['critical', 'SEV1', 'high', 'high'],
    ['constructor', 'SEV4', 'low', 'low'],
  ])('impact %s is %s', (impact, severity, row, column) => {
    const triaged = timelineOf(read({ incidents: [incident({ impact })] })).find(
      ({ type }) => type === 'triaged',
    );
    expect(triaged).toMatchObject({ severity, impact: row, urgency: column });
    expect(triaged?.reason).toContain(`\`${impact}\``);
  });

  it('uses the overridden impact', () => {
    const entries = timelineOf(read({ incidents: [incident({ impact_override: 'critical' })] }));
    expect(entries.find(({ type }) => type === 'triaged')?.severity).toBe('SEV1');
  });

  it('uses the states of components in its updates, by name', () => {
    const affected_components = [
      { code: 'c1', name: 'Checkout', old_status: 'operational', new_status: 'partial_outage' },
      { code: 'c2', name: 'Timetable', old_status: 'operational', new_status: 'under_maintenance' },
    ];
    const back = [
      { code: 'c1', name: 'Checkout', old_status: 'partial_outage', new_status: 'operational' },
    ];
    const updates = [
      told('resolved', '09:05', { affected_components: back }),
      told('monitoring', '08:50', { affected_components: back }),
      told('investigating', '08:12', { affected_components }),
    ];
    const reading = read({ page, incidents: [incident({ incident_updates: updates })] });
    const entries = timelineOf(reading);
    expect(
      entries.filter(({ affects }) => affects).map(({ at: time, affects }) => [time, affects]),
    ).toEqual([
      [at('08:12'), { checkout: 'partial-outage', timetable: 'maintenance' }],
      [at('08:50'), { checkout: 'operational' }],
    ]);
    expect(incidentOf(reading).services).toEqual(['checkout', 'timetable']);
    expect(readBack(find(reading, 'checkout.yaml')) as ServiceRecord).toMatchObject({
      name: 'Checkout',
      team: 'northwind-rail',
      aliases: ['statuspage:c1'],
    });
  });

  it('infers the states from the impact if no update has them, and says so', () => {
    const components = [{ id: 'c1', name: 'Checkout', status: 'operational' }];
    const [started] = timelineOf(read({ incidents: [incident({ impact: 'major', components })] }));
    expect(started).toMatchObject({ type: 'started', affects: { checkout: 'partial-outage' } });
    expect(started?.note).toContain('inferred');
    const [calm] = timelineOf(read({ incidents: [incident({ impact: 'none', components })] }));
    expect(calm).toHaveProperty('affects', 'none');
  });

  it('keeps a postmortem, as an update or a separate entry', () => {
    const postmortem_body = '#### Cause\r\n\r\nA certificate *expired*.';
    const status = 'postmortem';
    const updates = [told(status, '12:00', { body: postmortem_body }), told('resolved', '09:05')];
    const among = timelineOf(
      read({ incidents: [incident({ status, postmortem_body, incident_updates: updates })] }),
    );
    expect(among.filter(({ note }) => note === postmortem_body)).toMatchObject([
      { type: 'update', at: at('12:00') },
    ]);
    expect(among.filter(({ type }) => type === 'resolved')).toMatchObject([{ at: at('09:05') }]);
    const beside = timelineOf(
      read({ incidents: [incident({ postmortem_body, postmortem_published_at: at('13:00') })] }),
    );
    expect(beside.at(-1)).toMatchObject({
      type: 'note',
      at: at('13:00'),
      audience: 'public',
      note: postmortem_body,
    });
  });

  it('marks an unpublished postmortem as internal', () => {
    const postmortem_body = `We blame nobody yet. ${'x'.repeat(25_000)}`;
    const entries = timelineOf(read({ incidents: [incident({ postmortem_body })] }));
    const drafted = entries.filter(({ id }) => id?.startsWith('statuspage-postmortem'));
    expect(drafted.map(({ audience }) => audience)).toEqual(['internal', 'internal']);
    expect(joinNotes(drafted.map(({ note }) => note))).toBe(postmortem_body);
  });
});

describe('names', () => {
  const twins = [
    incident({ id: 'aaaa1111bbbb' }),
    incident({ id: 'cccc2222dddd', started_at: at('08:30'), incident_updates: [] }),
  ];
  const ids = (reading: ImportReading): string[] =>
    reading.drafts.filter(({ path }) => path.endsWith('incident.md')).map(({ id }) => id);

  it('of one day are distinguished by the id in the source', () => {
    expect(ids(read({ incidents: twins }))).toEqual([
      '2026-03-02-checkout-answers-slowly',
      '2026-03-02-checkout-answers-slowly-cccc2222dddd',
    ]);
    expect(ids(read({ incidents: twins.toReversed() }))).toEqual(ids(read({ incidents: twins })));
  });

  it('stay if the source renames or moves an incident, with the reason', () => {
    const known = new Map([['statuspage:aaaa1111bbbb', '2026-03-01-slow-checkout']]);
    const context = { known: { ...emptyRoot().known, incident: known } };
    const reading = read({ incidents: [twins[0]] }, context);
    expect(ids(reading)).toEqual(['2026-03-01-slow-checkout']);
    expect(find(reading, 'timeline.yaml').misnamed).toBe(
      'the source now says that it started on 2026-03-02 (UTC): rename its folder with `git mv 2026/2026-03-01-slow-checkout 2026/2026-03-02-slow-checkout` (choose another name after the day if that one is taken), then import again',
    );
    expect(find(reading, 'incident.md')).not.toHaveProperty('misnamed');
    known.set('statuspage:aaaa1111bbbb', '2025-12-31-slow-checkout');
    expect(find(read({ incidents: [twins[0]] }, context), 'timeline.yaml').misnamed).toContain(
      '`mkdir -p 2026 && git mv 2025/2025-12-31-slow-checkout 2026/2026-03-02-slow-checkout`',
    );
  });

  it('differ from those of existing records', () => {
    const taken = {
      incident: new Set(['2026-03-02-checkout-answers-slowly']),
      maintenance: new Set<string>(),
    };
    expect(ids(read({ incidents: [twins[0]] }, { taken }))).toEqual([
      '2026-03-02-checkout-answers-slowly-aaaa1111bbbb',
    ]);
  });

  it('stay, regardless of what is read later and in which order', () => {
    const some = fc.uniqueArray(
      fc.record({
        id: fc.constantFrom('a1', 'b2', 'c3', 'd4', 'e5', 'f6'),
        name: fc.constantFrom('Slow', 'slow!', 'Down', '決済'),
        started_at: fc.constantFrom(at('08:00'), at('09:00'), '2026-03-03T08:00:00Z'),
      }),
      { selector: ({ id }) => id, minLength: 1 },
    );
    const make = (list: Record<string, unknown>[]): unknown => ({
      incidents: list.map((fields) =>
        incident({ ...fields, incident_updates: [], resolved_at: null, status: 'investigating' }),
      ),
    });
    fc.assert(
      fc.property(some, some, (first, second) => {
        const before = read(make(first)).drafts.filter(({ kind }) => kind === 'incident');
        const known = new Map(before.map(({ key, id }) => [key, id]));
        const taken = { incident: new Set(known.values()), maintenance: new Set<string>() };
        expect(taken.incident.size).toBe(first.length);
        const context = { known: { ...emptyRoot().known, incident: known }, taken };
        const again = read(make([...second, ...first]), context).drafts;
        const ids = new Map(
          again.filter(({ kind }) => kind === 'incident').map(({ key, id }) => [key, id]),
        );
        for (const [key, id] of known) expect(ids.get(key)).toBe(id);
        expect(new Set(ids.values()).size).toBe(ids.size);
      }),
    );
  });

  it('without Latin letters are made from the id in the source', () => {
    expect(ids(read({ incidents: [incident({ name: '決済が遅い' })] }))).toEqual([
      '2026-03-02-incident-z3lct0r596n4',
    ]);
  });
});

describe('components', () => {
  const components = [
    { id: 'g1', name: 'Europe', group: true, group_id: null },
    { id: 'g2', name: 'America', group: true, group_id: null },
    { id: 'c1', name: 'API', group: false, group_id: 'g1', description: 'What apps call.' },
    { id: 'c2', name: 'API', group: false, group_id: 'g2' },
    { id: 'c3', name: 'Constructor', group: false, group_id: null },
  ];

  it('have their headings as groups, and different ids if they share a name', () => {
    const reading = read({ page, components });
    const services = reading.drafts.filter(({ kind }) => kind === 'service');
    expect(services.map(({ id }) => id)).toEqual(['api', 'america-api', 'component-c3']);
    expect(readBack(services[0] as RecordDraft) as ServiceRecord).toEqual({
      name: 'API',
      description: 'What apps call.',
      tier: 3,
      group: 'Europe',
      team: 'northwind-rail',
      visibility: 'public',
      aliases: ['statuspage:c1'],
    });
  });

  it('of an incident are matched with the listed ones by id and by name', () => {
    const incidents = [
      incident({
        components: [
          { id: 'c2', name: 'API' },
          { id: 'other', name: 'Constructor' },
          { id: 'g1', name: 'Europe', group: true },
        ],
      }),
    ];
    const reading = read({ page, components, incidents });
    expect(incidentOf(reading).services).toEqual(['america-api', 'component-c3']);
    expect(timelineOf(reading)[0]?.affects).toEqual({
      'america-api': 'degraded',
      'component-c3': 'degraded',
    });
  });

  it('that are headings are not services, even if an update names them', () => {
    const affected_components = [
      { code: 'g1', name: 'Europe', new_status: 'partial_outage' },
      { code: 'c2', name: 'America - API', new_status: 'partial_outage' },
    ];
    const incidents = [incident({ incident_updates: [update({ affected_components })] })];
    const reading = read({ page, components, incidents });
    expect(incidentOf(reading).services).toEqual(['america-api']);
    expect(reading.drafts.some(({ id }) => id === 'europe')).toBe(false);
  });

  it('keep their ids if a new one of the same name is listed first', () => {
    const context = emptyRoot();
    const service = new Map([['statuspage:c2', 'api']]);
    const reading = read({ components }, { known: { ...context.known, service } });
    const ids = reading.drafts
      .filter(({ kind }) => kind === 'service')
      .map(({ key, id }) => [key, id]);
    expect(ids).toContainEqual(['statuspage:c2', 'api']);
    expect(ids).toContainEqual(['statuspage:c1', 'europe-api']);
  });

  it('without an id are matched by name', () => {
    const incidents = [
      incident({
        components: [{ name: 'Constructor' }, { name: 'Checkout' }, { id: '', name: '決済' }],
        incident_updates: [
          update({
            affected_components: [
              { name: 'checkout', new_status: 'partial_outage' },
              { name: '決済', new_status: 'major_outage' },
              { name: '検索', new_status: 'degraded_performance' },
            ],
          }),
        ],
      }),
    ];
    const reading = read({ page, components: [...components, { name: 'Tickets' }], incidents });
    expect(reading.findings).toEqual([]);
    expect(incidentOf(reading).services).toEqual([
      'checkout',
      'component-c3',
      'component-name-691c7d22',
      'component-name-6c7a6e08',
    ]);
    expect(timelineOf(reading).find(({ affects }) => affects)?.affects).toEqual({
      checkout: 'partial-outage',
      'component-name-6c7a6e08': 'major-outage',
      'component-name-691c7d22': 'degraded',
    });
    const aliases = reading.drafts
      .filter(({ kind }) => kind === 'service')
      .map((draft) => (readBack(draft) as ServiceRecord).aliases);
    expect(aliases).toContainEqual(['statuspage:name-tickets']);
    expect(aliases).toContainEqual(['statuspage:name-6c7a6e08']);
  });

  it('without a name are left out, with a warning', () => {
    const reading = read({ incidents: [incident({ components: [{ id: 'c1' }, 'API'] })] });
    expect(reading.findings).toMatchObject([
      { level: 'warning', pointer: '/incidents/0/components/0' },
      { level: 'warning', pointer: '/incidents/0/components/1' },
    ]);
    expect(incidentOf(reading).services).toEqual([]);
  });

  it('keep the service that has their alias', () => {
    const context = emptyRoot();
    const service = new Map([['statuspage:c1', 'public-api']]);
    const reading = read({ components }, { known: { ...context.known, service } });
    expect(find(reading, 'public-api.yaml').key).toBe('statuspage:c1');
  });
});

describe('a maintenance', () => {
  const maintenance = incident({
    name: 'Database upgrade',
    status: 'completed',
    impact: 'maintenance',
    scheduled_for: '2026-04-05T01:00:00+02:00',
    scheduled_until: '2026-04-05T03:00:00+02:00',
    components: [{ id: 'c1', name: 'Checkout' }],
    incident_updates: [
      told('completed', '11:00'),
      told('verifying', '10:50'),
      told('in_progress', '10:00'),
      told('scheduled', '08:12'),
    ],
  });

  it.each([
    ['among the maintenances', { scheduled_maintenances: [maintenance] }],
    ['among the incidents, as the manage API lists it', [maintenance]],
  ])('%s becomes a record', (_, source) => {
    const reading = read(source);
    const value = readBack(find(reading, '2026-04-04-database-upgrade.md')) as MaintenanceRecord;
    expect(value).toMatchObject({
      title: 'Database upgrade',
      services: ['checkout'],
      window: { start: '2026-04-05T01:00:00+02:00', end: '2026-04-05T03:00:00+02:00' },
      impact: 'degraded',
      visibility: 'public',
      aliases: ['statuspage:z3lct0r596n4'],
    });
    expect(value.events?.map(({ status, at: time }) => [status, time])).toEqual([
      ['scheduled', at('08:12')],
      ['in-progress', at('10:00')],
      ['verifying', at('10:50')],
      ['completed', at('11:00')],
    ]);
  });

  it('without a window is left out, with a finding', () => {
    const reading = read({
      scheduled_maintenances: [
        { ...maintenance, scheduled_until: null, resolved_at: null, incident_updates: [] },
      ],
    });
    expect(reading.drafts.filter(({ kind }) => kind === 'maintenance')).toEqual([]);
    expect(reading.findings).toMatchObject([
      { level: 'error', rule: 'import-window', pointer: '/scheduled_maintenances/0' },
    ]);
  });
});

describe('incidents outside `incidents`', () => {
  const late = incident({ resolved_at: '2026-03-02T09:05:00' });
  it.each([
    ['a list', [incident({ id: 'a' }), late], '/1/resolved_at'],
    ['one incident with the page', { page, incident: late }, '/incident/resolved_at'],
    ['one incident alone', late, '/resolved_at'],
  ])('%s: findings point at them', (_, value, pointer) => {
    expect(read(value).findings).toMatchObject([{ level: 'error', pointer }]);
  });

  it('a single incident is read completely, with its components', () => {
    const components = [{ id: 'c1', name: 'Checkout' }];
    const reading = read(incident({ components }));
    expect(incidentOf(reading)).toMatchObject({ services: ['checkout'] });
    expect(timelineOf(reading).length).toBeGreaterThan(3);
  });
});

it('uses the name of a page that has no id', () => {
  const reading = read({ page: { name: 'Northwind Rail' }, incidents: [incident()] });
  expect(readBack(find(reading, 'sitrep.yaml'))).toEqual({
    organisation: { name: 'Northwind Rail' },
  });
  expect(incidentOf(reading).links?.[0]?.title).toBe('Northwind Rail status page');
});

it('reports how hidden characters are written', () => {
  const updates = [update({ body: 'a\u200bb \\u{200b}' })];
  const { findings } = read({ incidents: [incident({ incident_updates: updates })] });
  expect(findings).toMatchObject([
    {
      level: 'info',
      message: 'The text contains invisible characters. They are written as `\\u{…}`.',
    },
  ]);
});

describe('odd sources', () => {
  const cases: [string, unknown, { level: string; pointer: string }[], number][] = [
    [
      'a time without an offset',
      incident({ resolved_at: '2026-03-02T09:05:00' }),
      [{ level: 'error', pointer: '/incidents/0/resolved_at' }],
      0,
    ],
    [
      'a time of an update without an offset',
      incident({ incident_updates: [update({ display_at: '2026-03-02' })] }),
      [{ level: 'error', pointer: '/incidents/0/incident_updates/0/display_at' }],
      0,
    ],
    [
      'without any time',
      incident({ started_at: null, created_at: null, incident_updates: [] }),
      [{ level: 'error', pointer: '/incidents/0' }],
      0,
    ],
    ['no id', incident({ id: null }), [{ level: 'error', pointer: '/incidents/0/id' }], 0],
    [
      'an id that is a path',
      incident({ id: '../../etc' }),
      [{ level: 'error', pointer: '/incidents/0/id' }],
      0,
    ],
    ['an id that is a number', incident({ id: 31233568 }), [], 1],
    ['no updates', incident({ incident_updates: [] }), [], 1],
    ['updates that are null', incident({ incident_updates: null }), [], 1],
    [
      'updates that are not a list',
      incident({ incident_updates: { a: 1 } }),
      [{ level: 'warning', pointer: '/incidents/0/incident_updates' }],
      1,
    ],
    [
      'updates that are not objects',
      incident({ incident_updates: [update({}), 'Down', null] }),
      [
        { level: 'warning', pointer: '/incidents/0/incident_updates/1' },
        { level: 'warning', pointer: '/incidents/0/incident_updates/2' },
      ],
      1,
    ],
    [
      'components that are not lists',
      incident({ components: 'API', incident_updates: [update({ affected_components: {} })] }),
      [
        { level: 'warning', pointer: '/incidents/0/incident_updates/0/affected_components' },
        { level: 'warning', pointer: '/incidents/0/components' },
      ],
      1,
    ],
    [
      'an update before its start',
      incident({ incident_updates: [told('investigating', '07:00')] }),
      [{ level: 'warning', pointer: '/incidents/0/started_at' }],
      1,
    ],
    [
      'resolved without a time',
      incident({ resolved_at: null, incident_updates: [told('resolved', '09:00')] }),
      [{ level: 'warning', pointer: '/incidents/0/resolved_at' }],
      1,
    ],
    [
      'resolved before its start',
      incident({ resolved_at: at('07:00'), incident_updates: [told('resolved', '09:00')] }),
      [{ level: 'warning', pointer: '/incidents/0/resolved_at' }],
      1,
    ],
    [
      'resolved before its start, without a better time',
      incident({ resolved_at: at('07:00'), updated_at: at('06:00'), incident_updates: [] }),
      [{ level: 'error', pointer: '/incidents/0/resolved_at' }],
      0,
    ],
    [
      'resolved and continued at the same instant',
      incident({
        incident_updates: [
          told('investigating', '08:40', { id: 'b' }),
          told('resolved', '08:40', { id: 'a' }),
        ],
      }),
      [],
      1,
    ],
    ['no name', incident({ name: null }), [], 1],
    [
      'an update without text',
      incident({ incident_updates: [update({ body: '' })] }),
      [{ level: 'info', pointer: '/incidents/0/incident_updates/0/body' }],
      1,
    ],
    [
      'an update in an unknown state',
      incident({ incident_updates: [update({ status: '__proto__' })] }),
      [{ level: 'warning', pointer: '/incidents/0/incident_updates/0/status' }],
      1,
    ],
    [
      'updates with the same id',
      incident({ incident_updates: [update({}), update({ body: 'Another.' })] }),
      [],
      1,
    ],
    [
      'a link that runs code',
      incident({ shortlink: 'javascript:alert(1)' }),
      [{ level: 'warning', pointer: '/incidents/0/shortlink' }],
      1,
    ],
    [
      'an incident in the future',
      incident({ started_at: '2027-01-01T00:00:00Z', resolved_at: null, incident_updates: [] }),
      [{ level: 'error', pointer: '/incidents/0' }],
      0,
    ],
    [
      'entered long afterwards',
      incident({ created_at: '2026-06-01T00:00:00Z', backfilled: true }),
      [],
      1,
    ],
    [
      'more text than a file can hold',
      incident({
        incident_updates: ['a', 'b', 'c', 'd'].map((id) => update({ id, body: id.repeat(65_000) })),
      }),
      [{ level: 'error', pointer: '/incidents/0' }],
      0,
    ],
    ['a number', 5, [{ level: 'error', pointer: '/incidents/0/id' }], 0],
  ];

  it.each(cases)('%s', (_, event, findings, records) => {
    const reading = read({ incidents: [event] });
    expect(reading.findings).toMatchObject(findings);
    expect(reading.findings).toHaveLength(findings.length);
    const drafts = reading.drafts.filter(({ kind }) => kind === 'incident');
    expect(drafts).toHaveLength(records * 2);
    for (const draft of drafts) readBack(draft);
  });

  it('reports values that should be lists', () => {
    const { findings } = read({ incidents: { a: 1 }, components: [] });
    expect(findings).toMatchObject([
      { level: 'warning', rule: 'import-list', pointer: '/incidents' },
    ]);
  });

  it.each(['Pacific Time (US & Canada)', 'Mars/Olympus', 5, {}])(
    'says of the time zone %s that it is none, until the settings have one',
    (time_zone) => {
      const { findings, drafts } = read({ page: { ...page, time_zone }, incidents: [] });
      expect(findings).toMatchObject([
        {
          level: 'warning',
          rule: 'import-zone',
          path: 'incidents.json',
          pointer: '/page/time_zone',
        },
      ]);
      expect(findings[0]?.help).toContain('organisation.timezone');
      expect(drafts[0]?.text).not.toContain('timezone');
      const settings = fillSettings({
        organisation: { name: 'N', timezone: 'America/Los_Angeles' },
      });
      expect(read({ page: { ...page, time_zone }, incidents: [] }, { settings }).findings).toEqual(
        [],
      );
    },
  );

  it.each([null, '', 'Etc/UTC', undefined])(
    'has nothing to say of the time zone %s',
    (time_zone) => {
      expect(read({ page: { ...page, time_zone }, incidents: [] }).findings).toEqual([]);
    },
  );

  it('names at most a hundred components, and leaves out a record that is too large', () => {
    const components = Array.from({ length: 300 }, (_, index) => ({
      id: `c${index}`,
      name: `Zone ${index}`,
    }));
    const many = read({ incidents: [incident({ components })] });
    expect(many.findings).toMatchObject([{ level: 'warning', rule: 'import-size' }]);
    expect(incidentOf(many).services).toHaveLength(100);
    expect(Object.keys(timelineOf(many)[0]?.affects ?? {})).toHaveLength(100);
    const updates = Array.from({ length: 3000 }, (_, index) =>
      update({ id: `u${index}`, body: 'x' }),
    );
    const long = read({ incidents: [incident({ incident_updates: updates })] });
    expect(long.findings).toMatchObject([{ level: 'error', rule: 'import-size' }]);
    const fits = read({ incidents: [incident({ incident_updates: updates.slice(0, 1000) })] });
    expect(timelineOf(fits)).toHaveLength(1004);
    const events = {
      status: 'scheduled',
      scheduled_for: at('20:00'),
      scheduled_until: at('21:00'),
    };
    const tiny = updates.slice(0, 501).map((one) => ({ ...one, status: 'verifying' }));
    const busy = read({
      incidents: [incident({ ...events, incident_updates: tiny })],
    });
    expect(busy.findings).toMatchObject([{ level: 'error', rule: 'import-size' }]);
  });

  it('makes one record if an incident, a maintenance or a component share an id', () => {
    const planned = {
      scheduled_for: at('20:00'),
      scheduled_until: at('21:00'),
      incident_updates: [],
    };
    const reading = read({
      incidents: [incident({ id: 'same' }), incident({ id: 'part' })],
      scheduled_maintenances: [incident({ id: 'same', status: 'scheduled', ...planned })],
      components: [{ id: 'part', name: 'Checkout' }],
    });
    expect(reading.findings).toMatchObject([
      { rule: 'import-duplicate' },
      { rule: 'import-duplicate' },
    ]);
    const kinds = reading.drafts.map(({ kind, key }) => [kind, key]);
    expect(kinds.slice(2)).toEqual([
      ['service', 'statuspage:part'],
      ['maintenance', 'statuspage:same'],
    ]);
  });

  it('uses the newer of two versions of an incident, and reports if neither is newer', () => {
    const older = incident({ name: 'Older', updated_at: at('09:05') });
    const newer = incident({ name: 'Newer', updated_at: at('10:05') });
    for (const incidents of [
      [older, newer],
      [newer, older],
    ]) {
      const reading = read({ incidents });
      expect(reading.findings).toEqual([]);
      expect(incidentOf(reading).title).toBe('Newer');
    }
    const reading = read({ incidents: [older, { ...newer, updated_at: at('09:05') }] });
    expect(reading.findings).toMatchObject([{ level: 'warning', rule: 'import-duplicate' }]);
    expect(read({ incidents: [older, older] }).findings).toEqual([]);
  });

  it('prints nothing that could control a terminal', () => {
    const { findings } = read({ incidents: [incident({ started_at: '\u001b[2J\nyesterday' })] });
    expect(findings[0]?.message).toContain('[2J');
    expect(findings[0]?.message).not.toMatch(/[\u0000-\u001f]/);
  });
});

describe('what the page does not say', () => {
  const milestonesOf = (fields: Record<string, unknown>): unknown[] =>
    timelineOf(read({ incidents: [incident(fields)] }))
      .filter(({ type }) => ['started', 'detected', 'mitigated', 'resolved'].includes(type))
      .map(({ type, assumed }) => (assumed === undefined ? type : [type, assumed]));
  const [unsaid, single] = [
    'the page does not say when it was detected',
    'the page gives one instant only',
  ];

  it('is marked as assumed: the detection at the start, and the end at the start', () => {
    const updates = [told('resolved', '09:05', { id: 'b' }), told('investigating', '08:12')];
    expect(milestonesOf({ incident_updates: updates })).toEqual([
      'started',
      ['detected', unsaid],
      'resolved',
    ]);
    // Published later, so somebody had noticed by then.
    const start = { started_at: at('08:00'), incident_updates: updates };
    expect(milestonesOf(start)).toEqual(['started', 'detected', 'resolved']);
    const [once] = [told('resolved', '08:12')];
    expect(milestonesOf({ resolved_at: at('08:12'), incident_updates: [once] })).toEqual([
      'started',
      ['detected', unsaid],
      ['resolved', single],
    ]);
    // Typed in afterwards, and the update dated back.
    const typed = { started_at: at('08:32'), created_at: at('08:12'), resolved_at: at('08:12') };
    expect(milestonesOf({ ...typed, incident_updates: [once] })).toEqual([
      'started',
      ['detected', unsaid],
      ['resolved', single],
    ]);
    const watched = [told('resolved', '09:05', { id: 'b' }), told('monitoring', '08:12')];
    expect(milestonesOf({ incident_updates: watched })).toEqual([
      'started',
      ['detected', unsaid],
      ['mitigated', single],
      'resolved',
    ]);
  });

  it('is marked in an incident that is resolved by its updates alone', () => {
    const fields = { status: 'investigating', resolved_at: null };
    expect(milestonesOf({ ...fields, incident_updates: [told('resolved', '08:12')] })).toEqual([
      'started',
      ['detected', unsaid],
      ['resolved', single],
    ]);
  });

  it('is when somebody imported it first, which every record keeps', () => {
    const events = {
      incidents: [incident()],
      scheduled_maintenances: [
        incident({
          id: 'm1',
          status: 'scheduled',
          shortlink: null,
          scheduled_for: at('20:00'),
          scheduled_until: at('21:00'),
        }),
      ],
    };
    const first = read(events);
    const tool = 'statuspage';
    const imported = '2026-08-31T00:00:00Z';
    expect(incidentOf(first).source).toEqual({
      tool,
      id: 'z3lct0r596n4',
      url: 'https://stspg.io/646947c1e',
      imported,
    });
    const maintenance = readBack(
      first.drafts.find(({ kind }) => kind === 'maintenance') as RecordDraft,
    ) as MaintenanceRecord;
    expect(maintenance.source).toEqual({ tool, id: 'm1', imported });
    const known = new Map(
      first.drafts.flatMap(({ kind, key, imported: at }) =>
        at === undefined ? [] : [[`${kind} ${key}`, at] as const],
      ),
    );
    const again = read(events, { now: now + 86_400_000, imported: known });
    // The settings and the stand-in team are written once, so their text does not matter later.
    const listRecords = ({ drafts }: typeof first): unknown =>
      drafts.filter(({ hold }) => hold !== 'seed');
    expect(listRecords(again)).toEqual(listRecords(first));
  });

  it.each([
    'Visit www.githubstatus.com for more information',
    'Visit www',
    'Please visit https://status.example.com',
    'See status.example.com for details',
  ])('is no service: %s', (name) => {
    const components = [{ id: 'c1', name: 'Checkout' }, { id: 'c2', name }, { name }];
    const affected_components = [
      { code: 'c2', name, new_status: 'major_outage' },
      { code: 'c1', name: 'Checkout', new_status: 'degraded_performance' },
    ];
    const reading = read({
      components: components.slice(0, 2),
      incidents: [
        incident({ components, incident_updates: [update({ affected_components })] }),
        incident({ id: 'other', components }),
      ],
    });
    const services = reading.drafts.filter(({ kind }) => kind === 'service');
    expect(services.map(({ id }) => id)).toEqual(['checkout']);
    expect(incidentOf(reading).services).toEqual(['checkout']);
    const named = timelineOf(reading).map(({ affects }) => affects);
    expect(named).toContainEqual({ checkout: 'degraded' });
    expect(JSON.stringify(named)).not.toMatch(/visit|status|www/i);
  });

  it.each(['Visitor API', 'www', 'Status page', 'Visit planning', 'See all orders'])(
    'does not hide a service: %s',
    (name) => {
      const reading = read({ components: [{ id: 'c1', name }] });
      expect(reading.drafts.filter(({ kind }) => kind === 'service')).toHaveLength(1);
    },
  );
});

/** Generates texts with a special meaning in YAML, in Markdown, on a terminal or to a reader. */
const nasty = fc.oneof(
  fc.constantFrom(
    '---\ntitle: x',
    '...\n---\n',
    '```js\nrun()\n```',
    '# a\n\n- b: [c, {d',
    '  led by spaces\nand not',
    'ends in spaces  \nnext\t\n',
    'a: b # c',
    '&a *b !!js/function "x"',
    '? key\n: value',
    '"quoted" \'and\' \\escaped\\',
    'null',
    '~',
    'yes',
    '0x1F',
    '1e3',
    '.inf',
    '2026-01-01',
    '<<',
    '=',
    '%YAML 1.2\n---',
    ':::internal\nx\n:::',
    '<script>alert(1)</script><br />',
    'a\r\nb\r\n',
    'a\rb',
    '\n\n\nx',
    'x\n\n\n',
    `a${'\n'.repeat(150)}b`,
    '\u202eevil\u202c',
    'zero\u200bwidth',
    '\ufeffbom',
    'nel\u0085ls\u2028ps\u2029',
    'soft\u00adhyphen',
    '\u{e0041}tag',
    'a\\u{202e}b',
    '\\u{5c}u{',
    'half \ud83d',
    '\udc00 half',
    '👩‍💻 🏳️‍🌈 ⚠️',
    'Zażółć gęślą jaźń',
    '決済が遅い',
    '\u0000\u0007\u001b[31m',
    '|',
    '>',
    '- ',
    ': ',
    '\t',
    '\ttabbed',
    '@',
    '`',
    'x'.repeat(65_000),
    'é'.repeat(40_000),
    '😀'.repeat(30_000),
  ),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        '\n',
        ' ',
        '\t',
        '-',
        ':',
        '#',
        '|',
        '"',
        "'",
        '\\',
        '\\u{',
        'a',
        '\r',
        '\u2028',
        '[',
        '}',
        '&',
        '*',
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join('')),
);

/** Finds errors in a log other than its shape: transitions, and times before the start or after the end. */
function checkLog(timeline: Timeline): string[] {
  const log = orderLog(
    timeline.map((entry, index) => ({
      entry,
      at: parseInstant(entry.at) ?? Number.NaN,
      path: 'timeline.yaml',
      pointer: `/${index}`,
      ...(entry.id !== undefined && { id: entry.id }),
    })),
  );
  const { folded, issues } = foldTimeline(log, fillSettings());
  const { started = Number.NaN, detected = Number.NaN, resolved = Infinity } = folded.milestones;
  const early = log.entries.filter(({ at: time }) => !(time >= started));
  return [
    ...issues.map(({ message }) => message),
    ...early.map(({ entry }) => `${entry.type} before the start`),
    ...(detected >= started && detected <= resolved ? [] : ['detected outside the incident']),
  ];
}

/** Joins the parts of the notes to the original texts. */
function joinNotes(notes: readonly (string | undefined)[]): string {
  return restoreHidden(notes.join(''));
}

describe('hostile texts', () => {
  it('are unchanged in an incident, whose records are valid', () => {
    fc.assert(
      fc.property(nasty, nasty, nasty, (name, body, component) => {
        const reading = read({
          page: { ...page, name: component },
          incidents: [
            incident({
              name,
              components: [{ id: 'c1', name: component, description: body }],
              incident_updates: [
                told('resolved', '09:05', { body: 'Over.' }),
                told('investigating', '08:12', { body }),
              ],
            }),
          ],
        });
        for (const draft of reading.drafts) readBack(draft);
        const parts = timelineOf(reading).filter(({ id }) => id?.startsWith('statuspage-u0812'));
        if (body.trim() === '')
          expect(parts).toMatchObject([{ note: 'The page had no text for this update.' }]);
        else expect(joinNotes(parts.map(({ note }) => note))).toBe(body);
      }),
      { numRuns: 400 },
    );
  });

  it('are unchanged in a maintenance, whose record is valid', () => {
    fc.assert(
      fc.property(nasty, nasty, (name, body) => {
        fc.pre(
          new TextEncoder().encode(JSON.stringify(body)).length < 50_000 && body.trim() !== '',
        );
        const scheduled_maintenances = [
          incident({
            name,
            status: 'scheduled',
            scheduled_for: at('20:00'),
            scheduled_until: at('21:00'),
            incident_updates: [told('scheduled', '08:12', { body })],
          }),
        ];
        const reading = read({ scheduled_maintenances });
        const value = readBack(find(reading, '.md')) as MaintenanceRecord;
        expect(joinNotes((value.events ?? []).map(({ note }) => note))).toBe(body);
      }),
      { numRuns: 300 },
    );
  });

  it('in arbitrary JSON give valid records or none', () => {
    const word = fc.constantFrom(
      ...Object.keys(incident()),
      ...Object.keys(update({})),
      'code',
      'new_status',
      'group',
      'group_id',
      'description',
      '__proto__',
    );
    const value = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>(
          null,
          true,
          0,
          'resolved',
          'identified',
          'monitoring',
          'completed',
          'critical',
          at('08:00'),
          at('09:00'),
          '2026-03-02',
          'c1',
          '',
        ),
        nasty.filter((text) => text.length < 1000),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(word, tie('value'), { maxKeys: 8 }),
      ),
    })).value;
    const overrides = fc.dictionary(fc.constantFrom(...Object.keys(incident())), value, {
      maxKeys: 4,
    });
    const updates = fc.array(
      fc.record({
        status: fc.constantFrom(
          'investigating',
          'identified',
          'monitoring',
          'resolved',
          'postmortem',
          'odd',
        ),
        minute: fc.constantFrom('07:30', '08:12', '08:30', '08:31', '09:05', '09:30'),
        id: fc.constantFrom('a', 'b', 'c'),
        more: fc.dictionary(fc.constantFrom('body', 'affected_components', 'id'), value, {
          maxKeys: 2,
        }),
      }),
      { maxLength: 7 },
    );
    fc.assert(
      fc.property(
        overrides,
        updates,
        fc.constantFrom('resolved', 'investigating', 'monitoring', 'postmortem'),
        (fields, list, status) => {
          const incident_updates = list.map(({ status: state, minute, id, more }) =>
            told(state, minute, { id, ...more }),
          );
          const reading = read({
            page,
            incidents: [incident({ status, incident_updates, ...fields })],
          });
          for (const draft of reading.drafts) readBack(draft);
          const drafted = reading.drafts.some(({ kind }) => kind === 'incident');
          if (drafted) expect(checkLog(timelineOf(reading))).toEqual([]);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('the sample', () => {
  it('has the shape of a summary, without an incident', () => {
    const text = readFileSync(new URL('./statuspage.sample/summary.json', import.meta.url), 'utf8');
    const reading = statuspage.read([{ name: 'summary.json', text }], emptyRoot());
    expect(reading.findings).toEqual([]);
    // Twelve components, of which one sends readers to the page itself.
    expect(reading.drafts.filter(({ kind }) => kind === 'service')).toHaveLength(11);
    for (const draft of reading.drafts) readBack(draft);
  });
});
