import { findIncidents, suggestIncident } from '../../model/register/find.ts';
import { findEnd, isLive } from '../../model/register/lifetime.ts';
import type { Incident, Register } from '../../model/register/register.ts';
import { Failure } from '../../session/context.ts';

/**
 * Finds an incident by its id, its alias or a part of one; the newest live one if none is named.
 *
 * @throws {Failure} if none or several match
 */
export function chooseIncident(register: Register, wanted: string | undefined): Incident {
  const found = findIncidents(register, wanted);
  const [first] = found;
  if (first && found.length === 1) return first;
  if (wanted === undefined) {
    throw new Failure('No incident is live.', 'Name one: `sitrep list` lists all ids.');
  }
  if (!first) {
    const unread = register.leftOut.find(({ path }) => path.includes(wanted));
    if (unread) {
      const { path, reason } = unread;
      throw new Failure(`Cannot read ${path}: ${reason}`, 'Run `sitrep validate` for details.');
    }
    const near = suggestIncident(register, wanted);
    throw new Failure(
      `No incident is called ${wanted}.`,
      near ? `Did you mean ${near}?` : '`sitrep list` lists all ids.',
    );
  }
  throw new Failure(`${found.length} incidents match ${wanted}:`, list(sortNewest(found)));
}

/**
 * Finds the only live incident, for commands that end one: a guess could end the wrong one.
 *
 * @throws {Failure} that lists them if several are live
 */
export function chooseOnlyLive(register: Register): Incident {
  const live = sortNewest([...register.incidents.values()].filter(isLive));
  if (live.length < 2) return chooseIncident(register, undefined);
  throw new Failure(`${live.length} incidents are live: name the one you mean.`, list(live));
}

/**
 * Refuses to guess which incident to reopen.
 *
 * @throws {Failure} that lists the incidents that ended last
 */
export function refuseUnnamed({ incidents }: Register): never {
  const ended = [...incidents.values()].filter((incident) => !isLive(incident));
  const recent = ended.sort((a, b) => (findEnd(b) ?? 0) - (findEnd(a) ?? 0)).slice(0, 3);
  if (recent.length === 0) {
    throw new Failure('Name the incident to reopen.', 'No incident has ended yet.');
  }
  throw new Failure('Name the incident to reopen. These ended last:', list(recent));
}

/**
 * Finds the incident that was resolved last and is not closed yet.
 *
 * @throws {Failure} if there is none
 */
export function chooseResolved({ incidents }: Register): Incident {
  const resolved = [...incidents.values()].filter(({ status }) => status === 'resolved');
  const newest = resolved.sort((a, b) => (a.lastAt ?? 0) - (b.lastAt ?? 0)).at(-1);
  if (newest) return newest;
  throw new Failure(
    'No resolved incident is waiting to be closed.',
    'Resolve one first: `sitrep resolve`.',
  );
}

/** Sorts live incidents first, since responders mean one of them; then the newest. */
function sortNewest(incidents: Incident[]): Incident[] {
  return incidents.sort(
    (a, b) => Number(isLive(b)) - Number(isLive(a)) || (b.firstAt ?? 0) - (a.firstAt ?? 0),
  );
}

function list(incidents: readonly Incident[]): string {
  const names = incidents
    .slice(0, 10)
    .map(({ id, title, status }) => `  ${id}  ${title} (${status})`);
  const more = incidents.length > 10 ? `\n  … and ${incidents.length - 10} more` : '';
  return `${names.join('\n').trim()}${more}`;
}
