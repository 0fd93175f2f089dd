import type { Register } from '../../model/register/register.ts';
import type { Argument, Option } from '../../session/options.ts';

/** A word that can follow, and a description of it. */
export type Suggestion = readonly [word: string, about: string];

/** The parts of a command that completion offers. */
export interface CompletedCommand {
  name: string;
  summary: string;
  arguments?: readonly Argument[];
  options?: readonly Option[];
}

/**
 * Lists the words that can follow on a command line.
 *
 * @param before words before the one that is being typed
 * @param typed beginning of a word
 * @param open opens the register, whose ids may follow
 */
export async function listNext(
  commands: readonly CompletedCommand[],
  before: readonly string[],
  typed: string,
  open: () => Promise<Register>,
): Promise<Suggestion[]> {
  const plain = before.filter((word) => !word.startsWith('-'));
  const named = [plain.slice(0, 2).join(' '), plain[0] ?? ''];
  const command = named.flatMap((name) => commands.find((known) => known.name === name) ?? [])[0];
  const last = before.at(-1) ?? '';
  const option = command?.options?.find(
    ({ flags }) => flags.split(' ')[0] === last && flags.includes('<'),
  );
  if (option)
    return option.choices?.map((choice) => [choice, ''] as const) ?? listValues(last, await open());
  if (typed.startsWith('-')) {
    return (command?.options ?? []).map(({ flags, description }) => [
      flags.split(' ')[0] ?? '',
      description,
    ]);
  }
  const subcommands = commands
    .map(({ name, summary }) => [name.split(' '), summary] as const)
    .filter(
      ([path]) => plain.every((word, index) => path[index] === word) && path.length > plain.length,
    )
    .map(([path, summary]): Suggestion => [
      path[plain.length] ?? '',
      path.length === plain.length + 1 ? summary : '',
    ]);
  const unique = [...new Map([...subcommands].reverse()).entries()].reverse();
  const index = Math.max(0, plain.length - (command?.name.split(' ').length ?? 0));
  const wanted = command?.arguments?.[index];
  return wanted ? [...unique, ...listArguments(wanted, await open())] : unique;
}

function listArguments({ name, choices }: Argument, register: Register): Suggestion[] {
  const titled = (records: Iterable<{ id: string; title: string }>): Suggestion[] =>
    Array.from(records, ({ id, title }) => [id, title] as const);
  if (name.includes('incident')) return titled(register.incidents.values()).reverse();
  if (choices) return choices.map((choice) => [choice, '']);
  if (name.includes('runbook')) return titled(register.runbooks.values());
  if (name.includes('problem')) return titled(register.problems.values());
  if (name.includes('team'))
    return [...register.teams.values()].map(({ id, name: title }) => [id, title]);
  if (name.includes('action')) {
    return [...register.incidents.values()].flatMap(({ id, postmortem }) =>
      (postmortem?.actions ?? [])
        .filter(({ done }) => done === undefined)
        .map((action) => [`${id}/${action.id}`, action.title] as const),
    );
  }
  return [];
}

function listValues(flag: string, register: Register): Suggestion[] {
  const { settings, people, services, teams } = register;
  const terms = (list: readonly { id: string; name: string }[]): Suggestion[] =>
    list.map(({ id, name }) => [id, name]);
  const members: Suggestion[] = [...people.values()].map(({ handle, name }) => [handle, name]);
  const values: Record<string, () => Suggestion[]> = {
    '--by': () => members,
    '--to': () => [...members, ...terms([...teams.values()])],
    '--assignee': () => members,
    '--for': () => members,
    '--services': () => terms([...services.values()]),
    '--service': () => terms([...services.values()]),
    '--role': () => terms(settings.roles),
    '--category': () => terms(settings.categories),
    '--severity': () => terms(settings.severities),
    '--impact': () => Object.keys(settings.matrix).map((id) => [id, '']),
    '--urgency': () => Object.keys(Object.values(settings.matrix)[0] ?? {}).map((id) => [id, '']),
    '--runbook': () => [...register.runbooks.values()].map(({ id, title }) => [id, title]),
    '--into': () => [...register.incidents.values()].map(({ id, title }) => [id, title]),
  };
  return values[flag]?.() ?? [];
}
