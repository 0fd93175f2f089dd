import type { Register, Settings } from '../../model/register/register.ts';
import type { Signal } from './senders/signal.ts';

/** Finds the services that a signal is about: by the settings' routes, or by the label that names one. */
export function findServices(
  { labels }: Pick<Signal, 'labels'>,
  { services }: Pick<Register, 'services'>,
  { intake }: Pick<Settings, 'intake'>,
): string[] {
  const route = intake.services.find(
    (one) => services.has(one.service) && fits(one.labels, labels),
  );
  if (route) return [route.service];
  for (const name of intake.service_labels) {
    const word = Object.hasOwn(labels, name) ? labels[name] : undefined;
    const wanted = word === undefined ? '' : simplify(word);
    if (wanted === '') continue;
    for (const service of services.values()) {
      const names = [service.id, service.name, ...(service.aliases ?? [])];
      if (names.some((known) => simplify(known) === wanted)) return [service.id];
    }
  }
  return [];
}

/**
 * What tells which services belong together: they themselves, or, where dependencies count, all that
 * they need to work. Two that have something of it in common belong together.
 */
export function listNeeds(
  ids: readonly string[],
  { services }: Pick<Register, 'services'>,
  { intake }: Pick<Settings, 'intake'>,
): ReadonlySet<string> {
  const needs = new Set(ids);
  // A set that grows while it is walked is walked to its end: a circle ends by itself.
  if (intake.group_by === 'dependencies') {
    for (const id of needs)
      for (const other of services.get(id)?.depends_on ?? []) needs.add(other);
  }
  return needs;
}

/** Whether labels are as they are wanted; a value that ends in `*` fits whatever begins so. */
function fits(
  wanted: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(([name, value]) => {
    const found = Object.hasOwn(labels, name) ? labels[name] : undefined;
    if (found === undefined) return false;
    return value.endsWith('*') ? found.startsWith(value.slice(0, -1)) : found === value;
  });
}

function simplify(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
}
