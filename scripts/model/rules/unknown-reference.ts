import type { Reference, Register } from '../register/register.ts';
import { suggest } from '../text/suggest.ts';
import type { RegisterRule } from './rule.ts';

/**
 * References to a service, team, person, vendor, runbook, problem or incident that does not exist.
 */
export const unknownReference: RegisterRule = {
  name: 'unknown-reference',
  level: 'error',
  scope: 'register',
  *check(register) {
    const known = listKnown(register);
    for (const reference of listReferences(register)) {
      const ids = known[reference.kind];
      if (ids === undefined || ids.has(reference.id)) continue;
      const near = suggest(reference.id, ids);
      yield {
        ...place(reference),
        message: `\`${reference.id}\` is not ${words[reference.kind]}.`,
        help: near ? `Did you mean \`${near}\`?` : `Correct the id, or add the record.`,
      };
    }
  },
};

const words: Record<Reference['kind'], string> = {
  service: 'a service',
  team: 'a team',
  person: 'a known person',
  party: 'a known person, team or vendor',
  runbook: 'a runbook',
  problem: 'a problem',
  incident: 'an incident',
  file: 'a file',
};

function place({ path, pointer, line }: Reference) {
  return {
    path,
    ...(pointer !== undefined && { pointer }),
    // `affects` has services as its keys.
    ...(pointer?.includes('/affects/') && { on: 'key' as const }),
    ...(line !== undefined && { line }),
  };
}

function listKnown(register: Register): Partial<Record<Reference['kind'], Set<string>>> {
  const leftOut = register.leftOut.map(({ path }) => path);
  const vendors = [...register.teams.values()].flatMap(({ vendors: list = [] }) => list);
  // A record that could not be read still exists; its own finding reports it.
  const broken = (folder: string): string[] =>
    leftOut
      .filter((path) => path.startsWith(folder))
      .map((path) => path.slice(folder.length).replace(/\.(?:md|markdown|ya?ml)$/i, ''));
  const teams = new Set([...register.teams.keys(), ...broken('catalog/teams/')]);
  const people = new Set(register.people.keys());
  return {
    service: new Set([...register.services.keys(), ...broken('catalog/services/')]),
    team: teams,
    // The members of a team that cannot be read are unknown.
    ...(broken('catalog/teams/').length === 0 && {
      person: people,
      party: new Set([...people, ...teams, ...vendors.map(({ id }) => id)]),
    }),
    runbook: new Set([...register.runbooks.keys(), ...broken('runbooks/')]),
    problem: new Set([...register.problems.keys(), ...broken('problems/')]),
    incident: new Set([
      ...register.incidents.keys(),
      ...leftOut.map((path) => path.split('/')[1] ?? ''),
    ]),
  };
}

function* listReferences(register: Register): Generator<Reference> {
  for (const { references } of register.incidents.values()) {
    for (const reference of references) if (reference.kind !== 'file') yield reference;
  }
  const of = (path: string) =>
    function* (kind: Reference['kind'], ids: readonly string[] | undefined, key: string) {
      for (const [index, id] of (ids ?? []).entries()) {
        yield { kind, id, path, pointer: `/${key}/${index}` };
      }
    };
  for (const { path, team, depends_on, runbooks } of register.services.values()) {
    const list = of(path);
    yield { kind: 'team', id: team, path, pointer: '/team' };
    yield* list('service', depends_on, 'depends_on');
    yield* list('runbook', runbooks, 'runbooks');
  }
  for (const { path, manager, escalation } of register.teams.values()) {
    if (manager !== undefined) yield { kind: 'person', id: manager, path, pointer: '/manager' };
    for (const [index, { notify }] of (escalation ?? []).entries()) {
      if (['on-call', 'team', 'manager'].includes(notify)) continue;
      yield { kind: 'party', id: notify, path, pointer: `/escalation/${index}/notify` };
    }
  }
  for (const { path, services, owner } of register.runbooks.values()) {
    yield* of(path)('service', services, 'services');
    yield { kind: 'party', id: owner, path, pointer: '/owner' };
  }
  for (const { path, services, incidents, owner, actions } of register.problems.values()) {
    yield* of(path)('service', services, 'services');
    yield* of(path)('incident', incidents, 'incidents');
    yield { kind: 'party', id: owner, path, pointer: '/owner' };
    for (const [index, action] of (actions ?? []).entries()) {
      if (action.owner === undefined) continue;
      yield { kind: 'person', id: action.owner, path, pointer: `/actions/${index}/owner` };
    }
  }
  for (const { path, services } of register.maintenance.values()) {
    yield* of(path)('service', services, 'services');
  }
  for (const { path, authors } of register.reports.values()) {
    yield* of(path)('person', authors, 'authors');
  }
}
