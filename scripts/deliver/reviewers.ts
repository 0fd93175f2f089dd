import type { Register } from '../model/register/register.ts';

/** A pull request asks so many people for their opinion, and no more. */
const most = 5;

/** The teams that own services. */
export function findOwners(
  { services }: Pick<Register, 'services'>,
  concerned: readonly string[],
): string[] {
  return [...new Set(concerned.flatMap((id) => services.get(id)?.team ?? []))];
}

/** Who is asked to review what concerns services: people of the owning teams, but not who wrote it. */
export function listReviewers(
  register: Pick<Register, 'services' | 'teams'>,
  concerned: readonly string[],
  author: string | undefined,
): string[] {
  const members = findOwners(register, concerned).flatMap(
    (id) => register.teams.get(id)?.members ?? [],
  );
  const handles = members.map(({ handle }) => handle);
  return [...new Set(handles)].filter((handle) => handle !== author).slice(0, most);
}
