import { type Register } from '../model/register/register.ts';
import { type Command } from './command.ts';
import { openRegister } from '../session/open.ts';
import { shells } from './completion.ts';
import type { CommandResult } from '../session/result.ts';

/**
 * The command behind completion.
 *
 * @param loadAll every command, since what may stand next depends on them
 */
export function makeComplete(loadAll: () => Promise<readonly Command[]>): Command {
  return {
    name: 'complete',
    summary: 'Print the words that can follow, for shell completion',
    arguments: [{ name: '[words...]', description: 'what stands there; the last is being typed' }],
    examples: [{ line: 'sitrep complete -- show 2026-', does: 'ids that begin so' }],
    async run(context, [given]): Promise<CommandResult> {
      const words = Array.isArray(given) ? [...(given as string[])] : [];
      const typed = words.at(-1) ?? '';
      const before = words.slice(0, -1);
      const found = await listNext(
        await loadAll(),
        before,
        typed,
        async () => (await openRegister(context)).register,
      );
      const lines = found.filter(([word]) => word.startsWith(typed));
      return {
        status: 0,
        data: { words: lines.map(([word, about]) => ({ word, about })) },
        // A tab separates them, so neither may hold one.
        text: lines
          .map((line) => line.map((part) => part.replaceAll(/\s+/g, ' ')).join('\t'))
          .join('\n'),
      };
    },
  };
}

type Suggestion = readonly [word: string, about: string];

async function listNext(
  shelf: readonly Command[],
  before: readonly string[],
  typed: string,
  open: () => Promise<Register>,
): Promise<Suggestion[]> {
  const plain = before.filter((word) => !word.startsWith('-'));
  const named = [plain.slice(0, 2).join(' '), plain[0] ?? ''];
  const command = named.flatMap((name) => shelf.find((known) => known.name === name) ?? [])[0];
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
  const subcommands = shelf
    .map(({ name, summary }) => [name.split(' '), summary] as const)
    .filter(
      ([path]) => plain.every((word, index) => path[index] === word) && path.length > plain.length,
    )
    .map(([path, summary]): Suggestion => [
      path[plain.length] ?? '',
      path.length === plain.length + 1 ? summary : '',
    ]);
  const unique = [...new Map([...subcommands].reverse()).entries()].reverse();
  const wanted =
    command?.arguments?.[Math.max(0, plain.length - command.name.split(' ').length)]?.name ?? '';
  return wanted === '' ? unique : [...unique, ...listArguments(wanted, await open())];
}

function listArguments(name: string, register: Register): Suggestion[] {
  const titled = (records: Iterable<{ id: string; title: string }>): Suggestion[] =>
    Array.from(records, ({ id, title }) => [id, title] as const);
  if (name.includes('incident')) return titled(register.incidents.values()).reverse();
  if (name.includes('shell')) return shells.map((shell) => [shell, '']);
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
