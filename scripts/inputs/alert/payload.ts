import { isObject, readText } from './senders/fields.ts';
import { senders } from './senders/index.ts';
import type {
  Mapping,
  Sender,
  SenderSignal,
  Signal,
  UnsupportedPayload,
} from './senders/signal.ts';
import { minute } from '../../model/time/duration.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { AlertSender } from '../../../schemas/generated/records.ts';
import type { Settings } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';
import { Failure } from '../../session/context.ts';

/** A sender from the settings, or a format under its own name. */
export interface AlertSource {
  id: string;
  sender: Sender;
  configured?: AlertSender;
}

/** Finds a sender from the settings, or a format, by its id. */
export function findSource(
  id: string,
  { intake }: Pick<Settings, 'intake'>,
): AlertSource | undefined {
  const configured = intake.senders.find((one) => one.id === id);
  const sender = senders.find(({ name }) => name === (configured?.reads ?? id));
  return sender && { id, sender, ...(configured && { configured }) };
}

/**
 * Finds a sender or a format by its id.
 *
 * @throws {Failure} that suggests or lists what there is
 */
export function requireSource(id: string, settings: Pick<Settings, 'intake'>): AlertSource {
  const source = findSource(id, settings);
  if (source) return source;
  const known = [
    ...settings.intake.senders.map((one) => one.id),
    ...senders.map(({ name }) => name),
  ];
  const near = suggest(id, known);
  throw new Failure(
    `There is no sender ${id}.`,
    near ? `Did you mean ${near}?` : `Use one of ${[...new Set(known)].join(', ')}.`,
  );
}

/** Reads the signals of a payload, or returns the reason why it cannot be read. */
export function readPayload(
  { id, sender, configured }: AlertSource,
  payload: unknown,
  received: Instant,
): { signals: Signal[]; left: string[] } | UnsupportedPayload {
  const mapping: Mapping | undefined = configured?.fields && {
    fields: configured.fields,
    states: configured.states ?? {},
  };
  const reading = sender.read(payload, received, mapping);
  if ('unsupported' in reading) return reading;
  return {
    signals: reading.signals.map((signal) => ({
      ...signal,
      ...dateSignal(signal, received),
      source: id,
    })),
    left: reading.left,
  };
}

/** Tolerance for clocks that differ, in milliseconds. A time further ahead counts as missing. */
const toleranceMs = 10 * minute;

function dateSignal({ at }: SenderSignal, received: Instant): Pick<Signal, 'at' | 'isUndated'> {
  return at >= received + toleranceMs || at === received
    ? { at: received, isUndated: true }
    : { at };
}

/**
 * Unwraps a `repository_dispatch` event: the payload, and its sender if the event names one
 * (`client_payload: {source, payload}`). Any other value is the payload itself.
 */
export function unwrapDispatch(value: unknown): { source?: string; payload: unknown } {
  if (!isObject(value) || !isObject(value['client_payload'])) return { payload: value };
  const carried = value['client_payload'];
  const source = readText(carried, 'source');
  return {
    payload: 'payload' in carried ? carried['payload'] : carried,
    ...(source !== undefined && { source }),
  };
}
