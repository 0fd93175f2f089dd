import { type Context, type Option } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';

/** A command as data; `cli.ts` turns it into arguments, help and an exit status. */
export interface Command {
  /** `validate`, or with a subcommand `kpi explain`. */
  name: string;
  summary: string;
  /** As commander takes them: `[incident]`, `<file...>`. */
  arguments?: readonly { name: string; description: string }[];
  options?: readonly Option[];
  /** Each a command line and what it does. */
  examples: readonly { line: string; does: string }[];
  /** `values` are the positional arguments, `options` by camel-cased name. */
  run(
    context: Context,
    values: readonly (string | readonly string[] | undefined)[],
    options: Readonly<Record<string, string | boolean | undefined>>,
  ): Promise<CommandResult> | CommandResult;
}
