import type { Register, Team } from '../register/register.ts';
import type { RegisterRule } from './rule.ts';

/** Levels of an escalation policy that notify nobody. */
export const unreachableLevel: RegisterRule = {
  name: 'unreachable-level',
  level: 'warning',
  scope: 'register',
  *check(register) {
    for (const team of register.teams.values()) {
      for (const [index, { notify }] of (team.escalation ?? []).entries()) {
        const missing = explainSilence(notify, team, register);
        if (missing === undefined) continue;
        yield {
          path: team.path,
          pointer: `/escalation/${index}/notify`,
          message: `Level ${index + 1} notifies nobody: ${missing}.`,
          help: 'Add what is missing, or name somebody else.',
        };
      }
    }
  },
};

function explainSilence(notify: string, team: Team, { teams }: Register): string | undefined {
  if (notify === 'on-call') return team.rotation ? undefined : 'the team has no rotation';
  if (notify === 'manager')
    return team.manager === undefined ? 'the team has no manager' : undefined;
  const other = notify === 'team' ? team : teams.get(notify);
  if (!other) return undefined;
  return other.rotation || (other.members ?? []).length > 0
    ? undefined
    : `${other.name} has neither members nor a rotation`;
}
