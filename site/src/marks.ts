/**
 * Small marks, of which a site has hundreds of thousands. They are drawn as text, and equal ones only once:
 * as components, they would take half the time of a whole build.
 */
import { escapeHTML, HTMLString } from 'astro/runtime/server/index.js';
import { formatInstant } from '../../scripts/outputs/pages/index.ts';
import { readSite } from './site.ts';

const ring = 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zm0 1.6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 8 2.6z';
const tick = 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zm3.4 4.1L7 9.6 4.7 7.3 3.6 8.4 7 11.8l5.5-5.6z';
const half = 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zm0 1.6v10.8A5.4 5.4 0 0 0 8 2.6z';
const triangle = 'M8 1.2 15.4 14H.6zM7.2 6v4h1.6V6zm0 5v1.6h1.6V11z';
const cross =
  'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zm2.5 3.4L8 6.9 5.5 4.4 4.4 5.5 6.9 8l-2.5 2.5 1.1 1.1L8 9.1l2.5 2.5 1.1-1.1L9.1 8l2.5-2.5z';
const tools = 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zM7.2 4v4.5l3.2 2.2.9-1.3-2.5-1.7V4z';
const mark = 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zM7.2 4v5h1.6V4zm0 6.4V12h1.6v-1.6z';
const hatch = 'M1.4 13.6 13.6 1.4l1 1L2.4 14.6zM1 8.2 8.2 1l1 1L2 9.2zM6.8 14 14 6.8l1 1L7.8 15z';
const shapes = new Map(
  Object.entries({
    operational: tick,
    resolved: tick,
    closed: tick,
    done: tick,
    approved: tick,
    worked: tick,
    fresh: tick,
    affected: mark,
    'no-data': hatch,
    degraded: half,
    mitigated: half,
    acknowledged: half,
    'in-review': half,
    amended: half,
    'known-error': half,
    wrong: half,
    'partial-outage': triangle,
    overdue: triangle,
    stale: triangle,
    open: triangle,
    missing: cross,
    'major-outage': cross,
    cancelled: cross,
    maintenance: tools,
    planned: tools,
    running: tools,
    met: tick,
    paused: half,
    'at-risk': triangle,
    breached: cross,
  }),
);

/** Draws a small picture of a state, to be shown beside its word; a ring if the state has none of its own. */
export function drawIcon(state: string, size = 14): HTMLString {
  const shape = shapes.get(state) ?? ring;
  return new HTMLString(
    `<svg width="${size}" height="${size}" viewBox="0 0 16 16" aria-hidden="true" fill="currentColor"><path fill-rule="evenodd" d="${shape}"/></svg>`,
  );
}

/** Bands instead of a full bar, by height and distance: unknown states are recognised without their hue. */
const bands: Readonly<Record<string, [height: number, step: number]>> = {
  affected: [5, 9.5],
  unknown: [1.5, 4.5],
};

/** Draws the outline of a state's bar, as path data relative to its top left corner, where it also ends. */
export function drawBar(state: string, width: number, height: number): string {
  const [band, step] = bands[state] ?? [height, height];
  const count = Math.ceil(height / step);
  const drawn = Array.from({ length: count }, () => `h${width}v${band}h-${width}z`);
  const back = count > 1 ? `m0-${step * (count - 1)}` : '';
  return `${drawn.join(`m0 ${step}`)}${back}`;
}

const badges = new Map<string, HTMLString>();

/** Draws a state: its icon, its word and its hue. */
export function drawBadge(state: string, word = state.replaceAll('-', ' ')): HTMLString {
  const key = `${state}\n${word}`;
  let badge = badges.get(key);
  if (!badge) {
    const name = escapeHTML(state);
    badge = new HTMLString(
      `<span class="badge is-${name}">${drawIcon(state).toString()} ${escapeHTML(word)}</span>`,
    );
    badges.set(key, badge);
  }
  return badge;
}

/** Draws a severity by its id, and its name if there is space; undefined until the incident is triaged. */
export function drawSeverity(id: string | undefined, name?: string): HTMLString {
  if (id === undefined) return new HTMLString('<span class="tag">not triaged</span>');
  const rank = readSite().severities.indexOf(id);
  const hue = rank >= 0 && rank < 3 ? ` sev-${rank}` : '';
  const words = name === undefined ? id : `${id} ${name}`;
  return new HTMLString(`<span class="tag${hue}">${escapeHTML(words)}</span>`);
}

/** Part of an instant that is shown: its day, its time, or both. */
type Part = 'day' | 'time' | 'both';

/**
 * Draws an instant in the organisation's zone; UTC in the markup, and the record's own text on hover.
 *
 * @param written the instant as the record has it; if it was calculated, it is shown in full
 */
export function drawTime(at: number, part: Part = 'both', written?: string): HTMLString {
  const { timezone, formatTime } = readSite();
  const text = formatTime(at);
  const shown = part === 'time' ? text.slice(11) : part === 'day' ? text.slice(0, 10) : text;
  const title = escapeHTML(written ?? `${text} ${timezone}`);
  return new HTMLString(`<time datetime="${formatInstant(at)}" title="${title}">${shown}</time>`);
}

/** Draws a sentence whose days are not broken across lines; the day in an incident's id is not one of them. */
export function drawSentence(text: string): HTMLString {
  const day = /\b\d{4}-\d{2}-\d{2}\b(?!-)/g;
  return new HTMLString(
    escapeHTML(text).replace(day, (found) => `<time datetime="${found}">${found}</time>`),
  );
}

/** Maximum number of services in one line. */
const maxServices = 6;

/** Draws services by name in one line, of very many the first; undefined if there are none. */
export function drawServices(ids: readonly string[]): HTMLString | undefined {
  if (ids.length === 0) return undefined;
  const { services } = readSite();
  const shown = ids.length > maxServices ? ids.slice(0, maxServices - 1) : ids;
  const names = shown.map((id) => services.get(id) ?? id).join(', ');
  const more = ids.length - shown.length;
  return new HTMLString(
    `<span>${escapeHTML(more > 0 ? `${names} and ${more} more` : names)}</span>`,
  );
}
