import { pick, quote, readInstant, readLinks, readText } from './fields.ts';
import type { Sender, SignalState } from './signal.ts';

/** Datadog's transitions ($ALERT_TRANSITION), in lowercase. */
const states: Readonly<Record<string, SignalState>> = {
  triggered: 'triggered',
  're-triggered': 'triggered',
  'no data': 'triggered',
  're-no data': 'triggered',
  renotify: 'triggered',
  warn: 'triggered',
  're-warn': 'triggered',
  recovered: 'resolved',
};

/**
 * Datadog's webhooks integration. Its payload is a template that users write; the handbook has one
 * to paste. The default template, which has only a title (`[Triggered] …`), is read too.
 */
export const datadog: Sender = {
  name: 'datadog',
  title: 'Datadog',
  read(payload, received) {
    const written = readText(payload, 'title');
    if (written === undefined)
      return { unsupported: 'The payload has no `title`, so it is not from Datadog.' };
    const { title, turn, scope = '', priority } = readTitle(written);
    const transition = readText(payload, 'alert_transition') ?? turn ?? '';
    const state = findState(transition);
    if (!state) {
      return {
        unsupported: `The transition ${quote(transition)} is unknown. Send \`"alert_transition": "$ALERT_TRANSITION"\`.`,
      };
    }
    const host = readText(payload, 'hostname');
    const severity =
      readText(payload, 'alert_priority') ?? readText(payload, 'priority') ?? priority;
    return {
      signals: [
        {
          // The cycle is the same from trigger to recovery; the others identify the monitor, or its
          // group.
          key:
            readText(payload, 'alert_cycle_key') ??
            readText(payload, 'aggreg_key') ??
            [
              readText(payload, 'alert_id') ?? title,
              readText(payload, 'alert_scope') ?? scope,
            ].join(),
          state,
          at: readInstant(payload, 'last_updated') ?? readInstant(payload, 'date') ?? received,
          title,
          summary: readText(payload, 'body') ?? title,
          labels: {
            ...readTags(scope.replaceAll(/^\{|\}$/g, '')),
            ...readTags(readText(payload, 'tags') ?? ''),
            ...(host !== undefined && { host }),
          },
          links: readLinks({ Datadog: pick(payload, 'link'), Graph: pick(payload, 'snapshot') }),
          ...(severity !== undefined && { severity }),
        },
      ],
      left: [],
    };
  },
};

function findState(transition: string): SignalState | undefined {
  const name = transition.toLowerCase().trim();
  return Object.hasOwn(states, name) ? states[name] : undefined;
}

/** Parts of a title of Datadog. */
interface TitleParts {
  /** The title without Datadog's marks. Those in the monitor's own name remain. */
  title: string;
  turn?: string;
  scope?: string;
  priority?: string;
}

/**
 * Reads the marks before a title, in any order: `[P1] [Triggered on {host:web-1}] CPU is high`. A monitor
 * with groups sends one alert for each group, which follows `on`.
 */
function readTitle(written: string): TitleParts {
  const found: Omit<TitleParts, 'title'> = {};
  const own: string[] = [];
  let rest = written;
  for (;;) {
    // A tag in braces may hold a bracket.
    const [all = '', mark = ''] = /^\[((?:[^\]{]|\{[^}]*\}){1,300})\]\s*/.exec(rest) ?? [];
    if (all === '') break;
    rest = rest.slice(all.length);
    const [turn = '', scope] = mark.split(/ on (.*)$/s);
    if (found.priority === undefined && /^P[1-5]$/i.test(mark)) found.priority = mark.toUpperCase();
    else if (found.turn === undefined && findState(turn)) {
      found.turn = turn;
      if (scope !== undefined) found.scope = scope;
    } else own.push(all);
  }
  const title = own.join('') + rest;
  if (title === '') return { ...found, title: written };
  return found.turn === undefined && own[0] !== undefined
    ? { ...found, title, turn: own[0].replaceAll(/[[\]]/g, '').trim() }
    : { ...found, title };
}

function readTags(text: string): Record<string, string> {
  const tags = text.split(',').flatMap((tag): [string, string][] => {
    const [name = '', value = ''] = tag.trim().split(/:(.*)/s);
    return name === '' || value === '' ? [] : [[name.slice(0, 100), value.slice(0, 500)]];
  });
  return Object.fromEntries(tags.slice(0, 50));
}
