import type { RegisterRule } from './rule.ts';

/** Aliases given to two records, so that they find only one of them. */
export const duplicateAlias: RegisterRule = {
  name: 'duplicate-alias',
  level: 'error',
  scope: 'register',
  *check({ incidents, maintenance, services }) {
    const first = new Map<string, string>();
    const records = [
      ...[...incidents.values()].map(({ id, path, aliases }) => ({
        id,
        path: `${path}/incident.md`,
        aliases,
      })),
      ...[...maintenance.values(), ...services.values()].map(({ id, path, aliases = [] }) => ({
        id,
        path,
        aliases,
      })),
    ];
    for (const { id, path, aliases } of records) {
      for (const [index, alias] of aliases.entries()) {
        const other = first.get(alias);
        if (other === undefined) first.set(alias, id);
        else if (other !== id) {
          yield {
            path,
            pointer: `/aliases/${index}`,
            message: `\`${alias}\` is already an alias of ${other}.`,
            help: 'Remove the alias from one of the two records.',
          };
        }
      }
    }
  },
};
