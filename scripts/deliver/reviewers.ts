import type { Register } from '../model/register/register.ts';

/** Maximum number of people asked to review a pull request. */
const maxReviewers = 5;

/** Finds the teams that own services. */
export function findOwners(
  { services }: Pick<Register, 'services'>,
  concerned: readonly string[],
): string[] {
  return [...new Set(concerned.flatMap((id) => services.get(id)?.team ?? []))];
}

/** Lists the reviewers of a change to services: members of the owning teams, without the author. */
export function listReviewers(
  register: Pick<Register, 'services' | 'teams'>,
  concerned: readonly string[],
  author: string | undefined,
): string[] {
  const members = findOwners(register, concerned).flatMap(
    (id) => register.teams.get(id)?.members ?? [],
  );
  const handles = members.map(({ handle }) => handle);
  return [...new Set(handles)].filter((handle) => handle !== author).slice(0, maxReviewers);
}
