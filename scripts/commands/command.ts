import type { Context } from '../session/context.ts';
import {
  readArguments,
  readOptions,
  type Argument,
  type ArgumentValues,
  type Option,
  type OptionValues,
  type Values,
} from '../session/options.ts';
import type { CommandResult } from '../session/result.ts';

/** A command as data; `cli.ts` turns it into arguments, help and an exit status. */
export interface Command {
  /** `validate`, or with a subcommand `kpi explain`. */
  name: string;
  summary: string;
  arguments?: readonly Argument[];
  options?: readonly Option[];
  /** Each a command line and what it does. */
  examples: readonly { line: string; does: string }[];
  run(
    context: Context,
    values: readonly (string | readonly string[] | undefined)[],
    options: Values,
  ): Promise<CommandResult> | CommandResult;
}

/** A command whose `run` receives values typed from the definitions of its arguments and options. */
interface CommandDefinition<
  Arguments extends readonly Argument[],
  Options extends readonly Option[],
> extends Omit<Command, 'arguments' | 'options' | 'run'> {
  arguments?: Arguments;
  options?: Options;
  run(
    context: Context,
    values: ArgumentValues<Arguments>,
    options: OptionValues<Options>,
  ): Promise<CommandResult> | CommandResult;
}

/** Defines a command that reads and checks its arguments and options before it runs. */
export function defineCommand<
  const Arguments extends readonly Argument[] = readonly [],
  const Options extends readonly Option[] = readonly [],
>(definition: CommandDefinition<Arguments, Options>): Command {
  const { arguments: taken = [] as unknown as Arguments, options = [] as unknown as Options } =
    definition;
  return {
    ...definition,
    run: (context, values, given) =>
      definition.run(context, readArguments(taken, values), readOptions(options, given)),
  };
}
