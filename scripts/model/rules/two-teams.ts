import type { RegisterRule } from './rule.ts';

/** Somebody who is a member of two teams, so that nobody can tell whose turn it is. */
export const twoTeams: RegisterRule = {
  name: 'two-teams',
  level: 'warning',
  scope: 'register',
  *check({ teams }) {
    const first = new Map<string, string>();
    for (const { id, path, members = [] } of teams.values()) {
      for (const [index, { handle }] of members.entries()) {
        const other = first.get(handle);
        if (other === undefined) first.set(handle, id);
        else if (other !== id) {
          yield {
            path,
            pointer: `/members/${index}/handle`,
            message: `\`${handle}\` is a member of ${other} already.`,
            help: 'Keep each person in one team; approvals and load are counted by it.',
          };
        }
      }
    }
  },
};
