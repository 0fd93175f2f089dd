import { shorten, shortenShown } from '../../model/text/words.ts';
import { formatInstant, type Instant } from '../../model/time/instant.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Settings } from '../../model/register/register.ts';
import type { Signal } from './senders/signal.ts';
import type { Group, Happening } from './group.ts';
import { formatMarks, mostMarks, type Told } from './mark.ts';

/** So many alerts in a row are told one by one; more of them in one entry. */
const mostSingle = 3;

/** What happened to an incident as entries of its timeline: each turn its own, and what lies between gathered. */
export function writeEntries(
  { happenings }: Pick<Group, 'happenings'>,
  { intake }: Pick<Settings, 'intake'>,
  now: Instant,
): Entry[] {
  const entries: Entry[] = [];
  let run: Happening[] = [];
  const flush = (): void => {
    entries.push(...writeRun(run, now));
    run = [];
  };
  for (const happening of happenings) {
    if (happening.turn) {
      flush();
      entries.push(writeTurn(happening, intake.resolution, now));
    } else run.push(happening);
  }
  flush();
  return entries;
}

function writeTurn(
  { signal, mark, turn, turnsAt = mark.at, turnsAfter = 0 }: Happening,
  resolution: Settings['intake']['resolution'],
  now: Instant,
): Entry {
  // A sender's clock may be ahead of ours.
  const instant = Math.max(Math.min(turnsAt, now), turnsAfter);
  const at = formatInstant(instant);
  const by = signal.source;
  const rest = { ...writeLinks([signal]), alerts: formatMarks([mark], instant) };
  switch (turn) {
    case 'opens':
      return { at, type: 'detected', by, note: describeAlert(signal), ...rest };
    case 'reopens':
      return { at, type: 'reopened', by, reason: `It fires again: ${signal.title}.`, ...rest };
    case 'acknowledges':
      return { at, type: 'acknowledged', by, note: signal.summary, ...rest };
    default:
      return { at, type: 'resolved', by, resolution, note: `Cleared: ${signal.summary}`, ...rest };
  }
}

function writeRun(run: readonly Happening[], now: Instant): Entry[] {
  if (run.length <= mostSingle) return run.map((happening) => writeNote([happening], now));
  const entries: Entry[] = [];
  for (let from = 0; from < run.length; from += mostMarks) {
    entries.push(writeNote(run.slice(from, from + mostMarks), now));
  }
  return entries;
}

const words: Readonly<Record<Told, string>> = {
  fired: 'fired',
  acknowledged: 'acknowledged',
  cleared: 'cleared',
  noted: 'noted',
};

function writeNote(run: readonly Happening[], now: Instant): Entry {
  const [first] = run;
  const at = Math.min(now, Math.max(...run.map(({ mark }) => mark.at)));
  const signals = run.map(({ signal }) => signal);
  return {
    at: formatInstant(at),
    type: 'note',
    ...(first && { by: first.signal.source }),
    note: first && run.length === 1 ? describeOne(first) : summarise(run),
    ...writeLinks(signals),
    alerts: formatMarks(
      run.map(({ mark }) => mark),
      at,
    ),
  };
}

function describeOne({ signal, mark }: Happening): string {
  if (mark.told === 'fired') return `Also fires: ${describeAlert(signal)}`;
  if (mark.told === 'noted') return signal.summary;
  const named = signal.summary.includes(signal.title) ? '' : `${signal.title}: `;
  return `${mark.told === 'cleared' ? 'Cleared' : 'Acknowledged'}: ${named}${signal.summary}`;
}

/** Counts by what happened and to which alerts, the most frequent first. */
function summarise(run: readonly Happening[]): string {
  const lines: string[] = [];
  for (const told of ['fired', 'acknowledged', 'cleared', 'noted'] as const) {
    const names = new Map<string, number>();
    const these = run.filter(({ mark }) => mark.told === told);
    for (const { signal } of these) {
      const label = signal.labels['alertname'];
      const name = label === undefined ? shortenShown(signal.title, 80) : shorten(label, 80);
      names.set(name, (names.get(name) ?? 0) + 1);
    }
    if (these.length === 0) continue;
    const sorted = [...names].sort(([, a], [, b]) => b - a);
    const shown = sorted.slice(0, 10).map(([name, count]) => `${name} (${count})`);
    const more = sorted.length > 10 ? `, and ${sorted.length - 10} other kinds` : '';
    const what = these.length === 1 ? 'alert' : 'alerts';
    lines.push(`${these.length} ${what} ${words[told]}: ${shown.join(', ')}${more}`);
  }
  return lines.join('\n\n');
}

/** An alert in words: what it says, how bad the sender finds it, and what it is about. */
export function describeAlert({ title, summary, severity, labels }: Signal): string {
  const named = Object.entries(labels).filter(([name]) => name !== 'severity');
  const about = named
    .slice(0, 12)
    .map(([name, value]) => `${shorten(name, 40)} ${quote(shorten(value, 80))}`);
  return [
    summary.includes(title) ? summary : `${title}\n\n${summary}`,
    ...(severity === undefined ? [] : [`The sender calls it ${quote(severity)}.`]),
    ...(about.length === 0 ? [] : [`About: ${about.join(', ')}.`]),
  ].join('\n\n');
}

function quote(text: string): string {
  return `\`${text.replaceAll('`', '’')}\``;
}

function writeLinks(signals: readonly Signal[]): Pick<Entry, 'links'> {
  const links = new Map(signals.flatMap((one) => one.links).map((link) => [link.url, link]));
  return links.size === 0 ? {} : { links: [...links.values()].slice(0, 5) };
}
