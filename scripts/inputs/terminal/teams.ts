import type { Register, Team } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';
import { Failure } from '../../session/context.ts';

/**
 * Returns the team with an id, or every team with a rotation if no id is given.
 *
 * @throws {Failure} if there is no such team, or it has no rotation
 */
export function chooseTeams({ teams }: Register, wanted: string | undefined): Team[] {
  if (wanted === undefined) return [...teams.values()].filter(({ rotation }) => rotation);
  const team = teams.get(wanted);
  if (!team) {
    const near = suggest(wanted, teams.keys());
    throw new Failure(
      `There is no team ${wanted}.`,
      near ? `Did you mean ${near}?` : 'Teams are in catalog/teams/.',
    );
  }
  if (!team.rotation) {
    throw new Failure(
      `${wanted} has no rotation.`,
      `Add \`rotation\` to ${team.path}; see the handbook.`,
    );
  }
  return [team];
}
