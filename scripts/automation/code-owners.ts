import type { Register, Team } from '../model/register/register.ts';

const begin =
  '# sitrep:begin — made by `sitrep codeowners`: change the catalogue, then run it again.';
const end = '# sitrep:end';

/**
 * The lines of CODEOWNERS that follow from the catalogue and the review settings: who looks after a
 * service, runbook or problem, and who may approve postmortems, is asked for a review of it.
 *
 * @param prefix of the data root in the repository: '' or `incidents/`
 */
export function listCodeOwners(register: Register, prefix: string): string[] {
  const { services, teams, runbooks, problems, settings } = register;
  const approvers = Object.values(settings.reviews).flatMap(({ from = [] }) => from);
  const owned: [path: string, owners: readonly string[]][] = [
    // Whoever may approve decides on who may approve.
    ['sitrep.yaml', approvers],
    ...[...teams.values()].map(({ id, path }): [string, string[]] => [path, [id]]),
    ...[...services.values()].map(({ path, team }): [string, string[]] => [path, [team]]),
    ...[...runbooks.values()].map(({ path, owner }): [string, string[]] => [path, [owner]]),
    ...[...problems.values()].map(({ path, owner }): [string, string[]] => [path, [owner]]),
    // Where anybody may approve, nobody in particular is asked.
    ['*/*/postmortem.md', approvers],
  ];
  return owned.flatMap(([path, owners]) => {
    const names = [...new Set(owners.flatMap((owner) => nameOwner(register, owner)))];
    return names.length === 0 ? [] : [`/${prefix}${path} ${names.join(' ')}`];
  });
}

/** A team of GitHub's where ours is one there, else each of its people. */
function nameOwner({ teams, people, settings }: Register, owner: string): string[] {
  const team: Team | undefined = teams.get(owner);
  if (!team) return people.has(owner) ? [`@${owner}`] : [];
  const [, organisation] = /^https:\/\/[^/]+\/([^/]+)\//.exec(settings.site.repository ?? '') ?? [];
  if (team.github !== undefined && organisation !== undefined) {
    return [`@${organisation}/${team.github}`];
  }
  return (team.members ?? []).map(({ handle }) => `@${handle}`);
}

/** Puts our lines in place of those between our marks, or below what is there; the rest stays. */
export function mergeCodeOwners(present: string | undefined, lines: readonly string[]): string {
  const block = [begin, ...lines, end].join('\n');
  const text = present ?? '';
  const from = text.indexOf('# sitrep:begin');
  const to = text.indexOf(end, from);
  if (from >= 0 && to >= 0) return text.slice(0, from) + block + text.slice(to + end.length);
  const gap = text === '' ? '' : text.endsWith('\n') ? '\n' : '\n\n';
  return `${text}${gap}${block}\n`;
}
