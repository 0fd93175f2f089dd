import { isFields, readText } from './senders/fields.ts';
import { senders } from './senders/index.ts';
import type { Mapping, Sender, Signal, Told, Unsupported } from './senders/signal.ts';
import { minute } from '../../model/time/duration.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { AlertSender } from '../../../schemas/generated/records.ts';
import type { Settings } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';
import { Failure } from '../../session/context.ts';

/** A sender that the settings know, or a format by its own name. */
export interface Source {
  id: string;
  sender: Sender;
  configured?: AlertSender;
}

/** Finds who is meant: a sender of the settings, or a format. */
export function findSource(id: string, { intake }: Pick<Settings, 'intake'>): Source | undefined {
  const configured = intake.senders.find((one) => one.id === id);
  const sender = senders.find(({ name }) => name === (configured?.reads ?? id));
  return sender && { id, sender, ...(configured && { configured }) };
}

/** The same, or a failure that names what there is. */
export function requireSource(id: string, settings: Pick<Settings, 'intake'>): Source {
  const source = findSource(id, settings);
  if (source) return source;
  const known = [
    ...settings.intake.senders.map((one) => one.id),
    ...senders.map(({ name }) => name),
  ];
  const near = suggest(id, known);
  throw new Failure(
    `No sender is called ${id}.`,
    near ? `Did you mean ${near}?` : `Known are ${[...new Set(known)].join(', ')}.`,
  );
}

/** Reads a payload into signals of its sender, or says why it cannot be read. */
export function readPayload(
  { id, sender, configured }: Source,
  payload: unknown,
  received: Instant,
): { signals: Signal[]; left: string[] } | Unsupported {
  const mapping: Mapping | undefined = configured?.fields && {
    fields: configured.fields,
    states: configured.states ?? {},
  };
  const reading = sender.read(payload, received, mapping);
  if ('unsupported' in reading) return reading;
  return {
    signals: reading.signals.map((told) => ({
      ...told,
      ...dateSignal(told, received),
      source: id,
    })),
    left: reading.left,
  };
}

/** Clocks differ a little; what lies further ahead is no time at all. */
const tolerance = 10 * minute;

function dateSignal({ at }: Told, received: Instant): Pick<Signal, 'at' | 'isUndated'> {
  return at >= received + tolerance || at === received ? { at: received, isUndated: true } : { at };
}

/**
 * What a `repository_dispatch` event carries: the payload, and whose it is where it says so
 * (`client_payload: {source, payload}`). Anything else is a payload itself.
 */
export function unwrapDispatch(value: unknown): { source?: string; payload: unknown } {
  if (!isFields(value) || !isFields(value['client_payload'])) return { payload: value };
  const carried = value['client_payload'];
  const source = readText(carried, 'source');
  return {
    payload: 'payload' in carried ? carried['payload'] : carried,
    ...(source !== undefined && { source }),
  };
}
