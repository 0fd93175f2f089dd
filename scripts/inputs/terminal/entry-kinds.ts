import {
  affects,
  entryCommands,
  escalate,
  type EntryCommand,
  type EntryField,
  type FieldKind,
} from '../../model/register/lifecycle.ts';
import type { Option, OptionValues } from '../../session/options.ts';

/** Command that writes one entry, with its fields as options of a command line. */
export interface EntryKind extends EntryCommand {
  options: readonly Option[];
}

const placeholders: Partial<Record<FieldKind, string>> = {
  text: 'text',
  person: 'handle',
  party: 'who',
  incident: 'incident',
  severity: 'id',
  task: 'id',
  runbook: 'id',
  regulation: 'id',
  filing: 'clock',
  pairs: 'pairs',
  effects: 'pairs',
};

/** Options of every command that writes an entry. */
export const common = [
  { flags: '--by <handle>', description: 'who did it; SITREP_HANDLE by default' },
  toOption(affects),
] as const satisfies readonly Option[];

/** Values of the options of an entry. */
export type EntryValues = Partial<OptionValues<typeof common>>;

/** Every command that writes one entry. `sitrep escalate` does more, so it has a file of its own. */
export const entryKinds: readonly EntryKind[] = entryCommands
  .filter((command) => command !== escalate)
  .map(toKind);

/** `sitrep escalate --to`; without `--to` it updates the escalation issues. */
export const escalation: EntryKind = toKind(escalate);

function toKind(command: EntryCommand): EntryKind {
  return { ...command, options: command.fields.map(toOption) };
}

function toOption({
  name,
  kind,
  description,
  choices,
  default: fallback,
  example,
}: EntryField): Option {
  return {
    flags: `--${name} <${placeholders[kind] ?? name}>`,
    description: example === undefined ? description : `${description}: ${example}`,
    ...(kind === 'choice' && choices && { choices }),
    ...(fallback !== undefined && { default: fallback }),
    allowsBlank: true,
  };
}
