import { slugify } from '../../../model/text/slug.ts';
import type { ServiceRecord } from '../../../../schemas/generated/records.ts';
import { formatYaml } from '../../../model/record/format.ts';
import type { RecordDraft, ImportContext } from '../importer.ts';
import { aliasOf } from './ids.ts';
import type { PageComponent, PageEvent, PageExport, PageUpdate } from './event.ts';
import { shorten } from '../../../model/text/words.ts';

/** Maximum number of services in one record. */
export const mostServices = 100;

/** Services built from the components of all texts, and the lookup of their ids. */
export interface PageServices {
  drafts: RecordDraft[];
  /**
   * Returns the id of the service for a component named in an incident; undefined for a heading or
   * a notice.
   */
  find(component: { id: string; name: string }): string | undefined;
}

/**
 * Builds a service from every component. The page's list is authoritative; an incident only shows
 * that a component exists, so a service known only from incidents is written once and never changed
 * by them. A component of an incident is matched by id or, failing that, by name, since exports
 * reduce components to names.
 */
export function gatherServices(
  sheets: readonly PageExport[],
  team: string,
  context: ImportContext,
): PageServices {
  const listed = sheets.flatMap(({ components }) => components.map(nameComponent));
  const events = sheets.flatMap(({ incidents, maintenances }) => [...incidents, ...maintenances]);
  const inEvents = events.flatMap(({ components }) => components);
  const withId = inEvents.filter(({ id }) => id !== '');
  const withoutId = inEvents.filter(({ id, heading }) => id === '' && !heading);
  const headings = new Map(
    [...listed, ...withId].filter(({ heading }) => heading).map(({ id, name }) => [id, name]),
  );
  const byId = new Map<string, string>();
  const byName = new Map<string, string>();
  const drafts = new Map<string, RecordDraft>();

  const add = (component: PageComponent, hold: 'shared' | 'seed'): void => {
    const { id: key, name, groupId } = component;
    if (component.heading || isNotice(name) || byId.has(key)) return;
    const group = groupId === undefined ? undefined : headings.get(groupId);
    const id =
      context.known.service.get(aliasOf(key)) ??
      (hold === 'seed' ? byName.get(name) : undefined) ??
      chooseServiceId(component, group, drafts);
    byId.set(key, id);
    if (!byName.has(name)) byName.set(name, id);
    if (!drafts.has(id)) {
      drafts.set(id, draftService(component, id, { owners: context.owners, team, group, hold }));
    }
  };
  // Existing ids are reserved before new ones are given.
  const isNew = ({ id }: PageComponent): number => (context.known.service.has(aliasOf(id)) ? 0 : 1);
  const addAll = (components: readonly PageComponent[], hold: 'shared' | 'seed'): void => {
    for (const one of components.toSorted((a, b) => isNew(a) - isNew(b))) add(one, hold);
  };
  addAll(listed, 'shared');
  addAll(withId, 'seed');
  for (const { id, name } of [...withoutId, ...events.flatMap(listAffected)]) {
    if (headings.has(id) || byId.has(id) || (id === '' && byName.has(name))) continue;
    add(nameComponent({ id, name, heading: false, pointer: '' }), 'seed');
  }
  return {
    drafts: [...drafts.values()],
    find: ({ id, name }) => byId.get(id) ?? byName.get(name) ?? byId.get(makeId(name)),
  };
}

/** Checks whether a component is a line of text that sends readers to another page. */
function isNotice(name: string): boolean {
  return /^(?:please )?(?:visit|see|go to) (?:https?:\/\/|www(?:\.|$)|status\.)/i.test(name.trim());
}

/** Returns the component with an id: one derived from its name if the source has none. */
function nameComponent(component: PageComponent): PageComponent {
  return component.id === '' ? { ...component, id: makeId(component.name) } : component;
}

/**
 * Derives an id from a name alone, the same in every run; characters that an id cannot have are
 * replaced by their codes.
 */
function makeId(name: string): string {
  const codes = Array.from({ length: Math.min(name.length, 12) }, (_, index) =>
    name.charCodeAt(index).toString(16),
  );
  return `name-${slugify(name) || codes.join('')}`;
}

function listAffected(event: PageEvent): PageUpdate['affected'] {
  return event.updates.flatMap(({ affected }) => affected);
}

/**
 * Returns the component's name, with its heading or finally its own id if another component has
 * that name.
 */
function chooseServiceId(
  { id, name }: PageComponent,
  group: string | undefined,
  drafts: ReadonlyMap<string, RecordDraft>,
): string {
  const word = slugify(name);
  // No YAML key may be one of JavaScript's own, and `affects` has services as keys.
  const slug = ['', 'constructor', 'prototype'].includes(word) ? `component-${slugify(id)}` : word;
  const ids = group === undefined ? [slug] : [slug, slugify(`${group} ${name}`)];
  return ids.find((candidate) => !drafts.has(candidate)) ?? `${slug}-${slugify(id)}`;
}

/**
 * Builds the service as the source has it. Its team is kept from the data root, if it exists there.
 */
function draftService(
  component: PageComponent,
  id: string,
  { owners, team, group, hold }: ServiceOrigin,
): RecordDraft {
  const key = aliasOf(component.id);
  const imported = owners.imported.get(key) ?? team;
  const owner = owners.current.get(id) ?? imported;
  const draft = { kind: 'service', key, id, path: `catalog/services/${id}.yaml`, hold } as const;
  const text = formatService(component, group, owner);
  if (owner === imported) return { ...draft, owner, text };
  return { ...draft, owner, text, former: formatService(component, group, imported) };
}

/** Inputs for a service, in addition to its component. */
interface ServiceOrigin {
  owners: ImportContext['owners'];
  /** Team of a service without an assigned team. */
  team: string;
  group: string | undefined;
  hold: RecordDraft['hold'];
}

function formatService(component: PageComponent, group: string | undefined, team: string): string {
  const record: ServiceRecord = {
    name: shorten(component.name, 100) || component.id,
    ...(component.description !== undefined && {
      description: shorten(component.description, 500),
    }),
    // Statuspage has no criticality, so neither the highest nor the lowest tier is claimed.
    tier: 3,
    ...(group !== undefined && { group: shorten(group, 100) }),
    team,
    visibility: 'public',
    aliases: [aliasOf(component.id)],
  };
  return formatYaml(record);
}
