import type { Register } from '../../model/register/register.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { AlertGroup } from './group.ts';
import { findServices } from './services.ts';

/**
 * Adds the effect on services to the entry with which an alert opens an incident. Each service gets the
 * effect of the first alert about it. If the severity of one says nothing, no effect is stated, since a
 * service that the entry does not name would be shown as operational.
 */
export function stateEffects(
  entries: readonly Entry[],
  { matched, services }: Pick<AlertGroup, 'matched' | 'services'>,
  register: Pick<Register, 'settings' | 'services'>,
): readonly Entry[] {
  const { settings } = register;
  const states = new Map(
    Object.entries(settings.intake.effects).map(([name, state]) => [simplify(name), state]),
  );
  const fired = matched.flatMap(({ signal }) => (signal.state === 'triggered' ? [signal] : []));
  const pairs = services.flatMap((service) => {
    const first = fired.find((signal) =>
      findServices(signal, register, settings).includes(service),
    );
    const state = states.get(simplify(first?.severity));
    return state === undefined ? [] : [[service, state] as const];
  });
  if (pairs.length === 0 || pairs.length < services.length) return entries;
  const opening = entries.findIndex(({ type }) => type === 'detected');
  return entries.map((entry, index) =>
    index === opening ? { ...entry, affects: Object.fromEntries(pairs) } : entry,
  );
}

function simplify(severity = ''): string {
  return severity.trim().toLowerCase();
}
