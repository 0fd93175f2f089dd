import { formatDuration } from '../model/time/duration.ts';
import type { IncidentFiles } from '../model/register/document.ts';
import type { Instant } from '../model/time/instant.ts';
import { findEnd, findStart } from '../model/register/lifetime.ts';
import type { Action, PostmortemRecord } from '../../schemas/generated/records.ts';
import type { Incident, LogEntry, Register } from '../model/register/register.ts';
import { isRestricted } from '../model/register/restricted.ts';
import { chooseFree, slugify } from '../model/text/slug.ts';
import { formatInZone } from '../model/time/zone.ts';

/**
 * A postmortem to begin from: what the timeline tells already, and the questions that it cannot answer.
 * Restricted entries stay out of it.
 *
 * @param author handle of who writes it
 */
export function draftPostmortem(
  { incident, log, superseded }: Pick<IncidentFiles, 'incident' | 'log' | 'superseded'>,
  { settings, people, runbooks }: Pick<Register, 'settings' | 'people' | 'runbooks'>,
  author: string,
): { record: PostmortemRecord; body: string } {
  const entries = log.filter((logged) => !superseded.has(logged) && !isRestricted(logged.entry));
  const zone = settings.organisation.timezone;
  const findings = entries.filter(({ entry }) => ['identified', 'finding'].includes(entry.type));
  const cause = findings.flatMap(({ entry }) => readNote(entry.note)).at(-1);
  return {
    record: {
      authors: [author],
      state: 'draft',
      audience: 'internal',
      root_causes: [],
      factors: [],
      detection: describeDetection(incident),
      five_whys: [
        `Why did it happen? ${cause ?? 'The timeline does not say.'}`,
        'Why was that so?',
        'Why did nothing stop it before it reached anybody?',
        'Why was it not noticed sooner?',
        'Why did it take as long as it did to end it?',
      ],
      lessons: { went_well: [], went_poorly: listTroubles(incident), got_lucky: [] },
      actions: listActions(incident, runbooks),
    },
    body: [
      '## What happened',
      '',
      incident.summary,
      '',
      ...writePhases(incident, zone),
      '## Who did what',
      '',
      ...writePeople(entries, people, zone),
      '',
      '## What was found',
      '',
      ...(findings.length === 0
        ? ['Nothing was written down as found while it went on.']
        : findings.map(
            ({ at, entry }) =>
              `- ${formatInZone(at, zone)}: ${readNote(entry.note)[0] ?? entry.type}`,
          )),
    ].join('\n'),
  };
}

function describeDetection({ channel, milestones }: Incident): string {
  const { started, detected } = milestones;
  const how: Record<Incident['channel'], string> = {
    monitoring: 'Monitoring noticed it',
    'help-desk': 'The help desk was told of it',
    'user-report': 'A user reported it',
    partner: 'A partner reported it',
    internal: 'A colleague noticed it',
  };
  if (started === undefined || detected === undefined)
    return `${how[channel]}; when it began is not known.`;
  return `${how[channel]} ${formatDuration(detected - started)} after it began.`;
}

/** What the timeline itself tells of what hindered. */
function listTroubles({ reopened, runbookUses, pauses }: Incident): string[] {
  const poor = runbookUses.filter(({ outcome }) => outcome !== 'worked');
  return [
    ...(reopened.length > 0
      ? [
          `It came back ${reopened.length === 1 ? 'once' : `${reopened.length} times`} after it was said to be over.`,
        ]
      : []),
    ...poor.map(({ runbook, outcome }) =>
      outcome === 'missing'
        ? 'There was no runbook for it.'
        : `The runbook ${runbook ?? ''} was wrong.`,
    ),
    ...pauses.map(({ reason }) => `We had to wait: ${reason}`),
  ];
}

/** Follow-ups that the timeline asks for: who sees to them, and by when, is for people to say. */
function listActions({ runbookUses, tasks }: Incident, runbooks: Register['runbooks']): Action[] {
  const wanted = [
    ...runbookUses
      .filter(({ outcome }) => outcome !== 'worked')
      .map(({ runbook, outcome }): Omit<Action, 'id'> => ({
        title:
          outcome === 'missing'
            ? 'Write a runbook for what was done by hand'
            : `Correct the runbook ${runbooks.get(runbook ?? '')?.title ?? runbook ?? ''}`,
        type: 'process',
      })),
    ...tasks
      .filter(({ done }) => done === undefined)
      .map(({ title, assignee }): Omit<Action, 'id'> => ({
        title,
        type: 'mitigate',
        ...(assignee !== undefined && { owner: assignee }),
      })),
  ];
  const ids = new Set<string>();
  return wanted.map((action) => {
    const base = slugify(action.title, 30) || 'action';
    const id = chooseFree(base, (taken) => ids.has(taken));
    ids.add(id);
    return { id, ...action };
  });
}

const phases = [
  'started',
  'detected',
  'acknowledged',
  'identified',
  'mitigated',
  'resolved',
] as const;

function writePhases(incident: Incident, zone: string): string[] {
  const { milestones } = incident;
  const known = phases.flatMap((name) => {
    const at = milestones[name];
    return at === undefined ? [] : [{ name, at }];
  });
  const [from, to] = [findStart(incident), findEnd(incident)];
  const whole =
    from === undefined || to === undefined
      ? []
      : [`From beginning to end it lasted ${formatDuration(to - from)}.`, ''];
  return [
    `| Phase | At (${zone}) | After the one before |`,
    '| --- | --- | ---: |',
    ...known.map(
      ({ name, at }, index) =>
        `| ${name} | ${formatInZone(at, zone)} | ${formatGap(known[index - 1]?.at, at)} |`,
    ),
    '',
    ...whole,
  ];
}

function formatGap(before: Instant | undefined, at: Instant): string {
  return before === undefined ? '' : formatDuration(Math.max(0, at - before));
}

function writePeople(
  entries: readonly LogEntry[],
  people: Register['people'],
  zone: string,
): string[] {
  const byPerson = new Map<string, string[]>();
  const days = new Set(entries.map(({ at }) => formatInZone(at, zone).slice(0, 10)));
  // A time alone says nothing where they are of several days.
  const cut = days.size > 1 ? 0 : 11;
  for (const { entry, at } of entries) {
    if (entry.by === undefined) continue;
    const [note] = readNote(entry.note ?? entry.reason);
    const line = `${formatInZone(at, zone).slice(cut)} ${entry.type}${note === undefined ? '' : `: ${note}`}`;
    byPerson.set(entry.by, [...(byPerson.get(entry.by) ?? []), line]);
  }
  if (byPerson.size === 0) return ['No entry says who did it.'];
  return [...byPerson].flatMap(([handle, lines]) => [
    `- ${people.get(handle)?.name ?? handle}`,
    ...lines.map((line) => `  - ${line}`),
  ]);
}

/** The first sentence of a note, on one line, as text that no Markdown comes out of. */
function readNote(note: string | undefined): string[] {
  const line = note?.replaceAll(/\s+/g, ' ').trim() ?? '';
  if (line === '') return [];
  const sentence = /^.{20,200}?[.!?](?= |$)/u.exec(line)?.[0] ?? line.slice(0, 200);
  return [sentence.replaceAll(/[\\`*_[\]<>|]/g, '\\$&')];
}
