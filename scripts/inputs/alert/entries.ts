import { buildInputEntry, type Given } from '../../model/register/build-entry.ts';
import { shorten, shortenShown } from '../../model/text/words.ts';
import { formatInstant, type Instant } from '../../model/time/instant.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Settings } from '../../model/register/register.ts';
import type { Signal } from './senders/signal.ts';
import type { AlertGroup, MatchedSignal } from './group.ts';
import { formatMarks, maxMarks, type Mark, type MarkState } from './mark.ts';

/** Maximum number of consecutive alerts with an entry each. More of them share one entry. */
const maxSingle = 3;

/** Builds the entries of an incident: one for each signal with an effect, and notes for those in between. */
export function buildEntries(
  { matched }: Pick<AlertGroup, 'matched'>,
  { intake }: Pick<Settings, 'intake'>,
  now: Instant,
): Entry[] {
  const entries: Entry[] = [];
  let noted: MatchedSignal[] = [];
  const addNotes = (): void => {
    entries.push(...buildNotes(noted, now));
    noted = [];
  };
  for (const one of matched) {
    if (one.effect) {
      addNotes();
      entries.push(buildEffect(one, intake.resolution, now));
    } else noted.push(one);
  }
  addNotes();
  return entries;
}

function buildEffect(
  { signal, mark, effect, effectAt = mark.at, effectAfter = 0 }: MatchedSignal,
  resolution: Settings['intake']['resolution'],
  now: Instant,
): Entry {
  // A sender's clock may be ahead of this machine's.
  const at = Math.max(Math.min(effectAt, now), effectAfter);
  const build = (type: Entry['type'], given: Given): Entry =>
    buildAlertEntry(type, at, [{ signal, mark }], given);
  switch (effect) {
    case 'opens':
      return build('detected', { note: describeAlert(signal) });
    case 'reopens':
      return build('reopened', { reason: `The alert fired again: ${signal.title}.` });
    case 'acknowledges':
      return build('acknowledged', { note: signal.summary });
    default:
      return build('resolved', { resolution, note: `Cleared: ${signal.summary}` });
  }
}

function buildNotes(noted: readonly MatchedSignal[], now: Instant): Entry[] {
  if (noted.length <= maxSingle) return noted.map((one) => buildNote([one], now));
  const entries: Entry[] = [];
  for (let from = 0; from < noted.length; from += maxMarks) {
    entries.push(buildNote(noted.slice(from, from + maxMarks), now));
  }
  return entries;
}

function buildNote(noted: readonly MatchedSignal[], now: Instant): Entry {
  const [first] = noted;
  const at = Math.min(now, Math.max(...noted.map(({ mark }) => mark.at)));
  const note = first && noted.length === 1 ? describeNoted(first) : summarise(noted);
  return buildAlertEntry('note', at, noted, { note });
}

/** Builds an entry with the author, the links and the marks of its signals. */
function buildAlertEntry(
  type: Entry['type'],
  at: Instant,
  signals: readonly { signal: Signal; mark: Mark }[],
  given: Given,
): Entry {
  const by = signals[0]?.signal.source;
  const links = new Map(
    signals.flatMap(({ signal }) => signal.links.map((link) => [link.url, link] as const)),
  );
  const marks = signals.map(({ mark }) => mark);
  return {
    ...buildInputEntry(type, { at: formatInstant(at), ...(by !== undefined && { by }) }, given),
    ...(links.size > 0 && { links: [...links.values()].slice(0, 5) }),
    alerts: formatMarks(marks, at),
  };
}

function describeNoted({ signal, mark }: MatchedSignal): string {
  if (mark.state === 'fired') return `Another alert fired: ${describeAlert(signal)}`;
  if (mark.state === 'noted') return signal.summary;
  const title = signal.summary.includes(signal.title) ? '' : `${signal.title}: `;
  return `${mark.state === 'cleared' ? 'Cleared' : 'Acknowledged'}: ${title}${signal.summary}`;
}

const markStates: readonly MarkState[] = ['fired', 'acknowledged', 'cleared', 'noted'];

/** Counts alerts by state and name, the most frequent first. */
function summarise(noted: readonly MatchedSignal[]): string {
  return markStates
    .flatMap((state) => {
      const signals = noted.filter(({ mark }) => mark.state === state);
      if (signals.length === 0) return [];
      const counts = new Map<string, number>();
      for (const { signal } of signals) {
        const label = signal.labels['alertname'];
        const name = label === undefined ? shortenShown(signal.title, 80) : shorten(label, 80);
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      const sorted = [...counts].sort(([, a], [, b]) => b - a);
      const shown = sorted.slice(0, 10).map(([name, count]) => `${name} (${count})`);
      const more = sorted.length > 10 ? `, and ${sorted.length - 10} other kinds` : '';
      const noun = signals.length === 1 ? 'alert' : 'alerts';
      return [`${signals.length} ${noun} ${state}: ${shown.join(', ')}${more}`];
    })
    .join('\n\n');
}

/** Describes an alert: its text, the sender's severity, and its labels. */
function describeAlert({ title, summary, severity, labels }: Signal): string {
  const named = Object.entries(labels).filter(([name]) => name !== 'severity');
  const shown = named
    .slice(0, 12)
    .map(([name, value]) => `${shorten(name, 40)} ${quote(shorten(value, 80))}`);
  return [
    summary.includes(title) ? summary : `${title}\n\n${summary}`,
    ...(severity === undefined ? [] : [`Severity according to the sender: ${quote(severity)}.`]),
    ...(shown.length === 0 ? [] : [`Labels: ${shown.join(', ')}.`]),
  ].join('\n\n');
}

function quote(text: string): string {
  return `\`${text.replaceAll('`', '’')}\``;
}
