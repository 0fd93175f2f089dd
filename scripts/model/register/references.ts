import type { Document } from './document.ts';
import { listEffects } from './effects.ts';
import type { IncidentRecord, PostmortemRecord } from '../../../schemas/generated/records.ts';
import { collectLinks } from './links.ts';
import type { LogEntry, Reference } from './register.ts';

/**
 * Lists every record that an incident's files refer to, with the place, to be looked up once all
 * records are read.
 */
export function collectReferences(
  record: Document<IncidentRecord>,
  log: readonly LogEntry[],
  postmortem?: Document<PostmortemRecord>,
): Reference[] {
  return [
    ...collectRecord(record),
    ...log.flatMap(collectEntry),
    ...(postmortem ? [...collectPostmortem(postmortem), ...collectLinks(postmortem)] : []),
    ...collectLinks(record),
  ];
}

function collectRecord({ path, value }: Document<IncidentRecord>): Reference[] {
  const references: Reference[] = [];
  const add = (kind: Reference['kind'], id: string | undefined, pointer: string): void => {
    if (id !== undefined) references.push({ kind, id, path, pointer });
  };
  value.services.forEach((id, index) => {
    add('service', id, `/services/${index}`);
  });
  value.runbooks?.forEach((id, index) => {
    add('runbook', id, `/runbooks/${index}`);
  });
  value.related?.forEach(({ id }, index) => {
    add('incident', id, `/related/${index}/id`);
  });
  value.tasks?.forEach(({ assignee }, index) => {
    add('person', assignee, `/tasks/${index}/assignee`);
  });
  add('problem', value.problem, '/problem');
  return references;
}

function collectEntry({ entry, path, pointer }: LogEntry): Reference[] {
  const references: Reference[] = [];
  const add = (kind: Reference['kind'], id: string | undefined, key: string): void => {
    if (id !== undefined) references.push({ kind, id, path, pointer: `${pointer}/${key}` });
  };
  for (const [service] of listEffects(entry)) add('service', service, `affects/${service}`);
  add('incident', entry.into, 'into');
  add('runbook', entry.runbook, 'runbook');
  add('party', entry.to, 'to');
  return references;
}

function collectPostmortem({ path, value }: Document<PostmortemRecord>): Reference[] {
  const references: Reference[] = [];
  const add = (id: string | undefined, pointer: string): void => {
    if (id !== undefined) references.push({ kind: 'person', id, path, pointer });
  };
  value.authors.forEach((id, index) => {
    add(id, `/authors/${index}`);
  });
  value.actions.forEach(({ owner, verified_by }, index) => {
    add(owner, `/actions/${index}/owner`);
    add(verified_by, `/actions/${index}/verified_by`);
  });
  value.approvals?.forEach(({ by }, index) => {
    add(by, `/approvals/${index}/by`);
  });
  return references;
}
