import type { RegisterRule } from './rule.ts';

/** People who are members of two teams, so that approvals and on-call load are ambiguous. */
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
            message: `\`${handle}\` is already a member of ${other}.`,
            help: 'Keep each person in one team. Approvals and on-call load are counted by team.',
          };
        }
      }
    }
  },
};
