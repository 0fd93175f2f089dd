import type { Register, Settings } from '../../model/register/register.ts';
import type { Signal } from './senders/signal.ts';

/** Finds the services of a signal: by a route of the settings, otherwise by a label that names a service. */
export function findServices(
  { labels }: Pick<Signal, 'labels'>,
  { services }: Pick<Register, 'services'>,
  { intake }: Pick<Settings, 'intake'>,
): string[] {
  const route = intake.services.find(
    (one) => services.has(one.service) && matchesLabels(one.labels, labels),
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
 * Lists services with, if the settings group by dependencies, everything that they depend on. Two alerts are
 * related if their lists overlap.
 */
export function listDependencies(
  ids: readonly string[],
  { services }: Pick<Register, 'services'>,
  { intake }: Pick<Settings, 'intake'>,
): ReadonlySet<string> {
  const found = new Set(ids);
  // The loop also visits services that are added while it runs, each once, so a circle ends.
  if (intake.group_by === 'dependencies') {
    for (const id of found)
      for (const other of services.get(id)?.depends_on ?? []) found.add(other);
  }
  return found;
}

/** True if labels have the wanted values; a value that ends in `*` matches as a prefix. */
function matchesLabels(
  wanted: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(([name, value]) => {
    const found = Object.hasOwn(labels, name) ? labels[name] : undefined;
    if (found === undefined) return false;
    return value.endsWith('*') ? found.startsWith(value.slice(0, -1)) : found === value;
  });
}

/** Converts a name to lowercase words joined by hyphens, so that spellings compare equal. */
function simplify(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
}
