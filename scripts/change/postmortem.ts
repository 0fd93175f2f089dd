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
 * Drafts a postmortem: the facts from the timeline, and the questions that it cannot answer. Restricted
 * entries are left out.
 *
 * @param author handle of the author
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
        'Why was that the case?',
        'Why was it not stopped before it affected users?',
        'Why was it not noticed sooner?',
        'Why did it take so long to resolve?',
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
        ? ['The timeline records no findings.']
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
    'help-desk': 'It was reported to the help desk',
    'user-report': 'A user reported it',
    partner: 'A partner reported it',
    internal: 'A colleague noticed it',
  };
  if (started === undefined || detected === undefined)
    return `${how[channel]}; the timeline does not say when it began.`;
  return `${how[channel]} ${formatDuration(detected - started)} after it began.`;
}

/** Lists the difficulties that the timeline shows. */
function listTroubles({ reopened, runbookUses, pauses }: Incident): string[] {
  const poor = runbookUses.filter(({ outcome }) => outcome !== 'worked');
  return [
    ...(reopened.length > 0
      ? [
          `It came back ${reopened.length === 1 ? 'once' : `${reopened.length} times`} after it was resolved.`,
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

/** Lists the follow-ups that the timeline asks for. People add owners and due days. */
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
      : [`It lasted ${formatDuration(to - from)} in total.`, ''];
  return [
    `| Phase | At (${zone}) | After the previous phase |`,
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
  // If the entries span several days, the time alone is ambiguous.
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

/** Returns the first sentence of a note, on one line, with Markdown escaped. */
function readNote(note: string | undefined): string[] {
  const line = note?.replaceAll(/\s+/g, ' ').trim() ?? '';
  if (line === '') return [];
  const sentence = /^.{20,200}?[.!?](?= |$)/u.exec(line)?.[0] ?? line.slice(0, 200);
  return [sentence.replaceAll(/[\\`*_[\]<>|]/g, '\\$&')];
}
