import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Argument, Command as Program, CommanderError, Option as Flag } from 'commander';
import { type Command } from './commands/command.ts';
import { findGroup, loadCommands } from './commands/index.ts';
import { findSynonym } from './commands/synonyms.ts';
import { readNow } from './session/when.ts';
import { disarmJson, disarmLog } from './session/runner-log.ts';
import { Failure, type Context, type ExitStatus } from './session/context.ts';
import { renderResult, type CommandResult } from './session/result.ts';
import { explainUsage } from './session/usage.ts';
import { readVersion } from './session/version.ts';

/** Runs the command that the arguments name, and sets the exit status of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader such as `head` may close the pipe early, which is not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    // Half a document, for example on a full disk, must not look complete.
    const code = error.code ?? error.message;
    process.stderr.write(`sitrep: Cannot write the output (${code}).\n`);
    process.exit(2);
  });
  process.exitCode = await run(argv);
}

async function run(argv: readonly string[]): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const end = argv.indexOf('--');
  // Unreadable arguments fail before they are parsed, and their failure must be JSON too.
  const json = argv.slice(0, end === -1 ? undefined : end).includes('--json');
  const program = buildProgram();
  try {
    // Without a command, `overview` runs.
    const { operands, unknown } = program.parseOptions([...argv]);
    const named = operands.length === 0 && unknown.length === 0 ? ['overview', ...argv] : [...argv];
    const meant = findSynonym(operands[0] ?? '');
    if (meant !== undefined) {
      throw new Failure(
        `There is no command "${operands[0] ?? ''}".`,
        `Did you mean \`${meant}\`?`,
      );
    }
    for (const command of await loadCommands(operands[0] ?? named[0])) {
      addCommand(program, command, (outcome) => {
        status = outcome;
      });
    }
    await program.parseAsync(named, { from: 'user' });
    return status;
  } catch (error) {
    // Help and the version were printed.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const failure = toFailure(error, program, argv);
    printFailure(failure, json);
    return failure.status;
  }
}

function toFailure(error: unknown, program: Program, argv: readonly string[]): Failure {
  if (error instanceof Failure) return error;
  if (!(error instanceof CommanderError)) return reportBug(error);
  return explainUsage(error, program, program.parseOptions([...argv]).operands);
}

/** Prints a failure for people, and with `--json` also as schemas/output/error.schema.json. */
function printFailure({ message, next: help = '' }: Failure, json: boolean): void {
  process.stderr.write(disarmLog(`sitrep: ${message}\n${help === '' ? '' : `  ${help}\n`}`));
  if (!json) return;
  const error = { message, ...(help !== '' && { help }) };
  process.stdout.write(renderResult({ data: { error }, text: '' }, true));
}

function buildProgram(): Program {
  return (
    new Program('sitrep')
      .description('Incidents as code: records in Git, checked, measured and shown.')
      .version(readVersion(), '-V, --version', 'print the version')
      .helpOption('-h, --help', 'print help')
      .option('--root <folder>', 'data root; by default ./incidents here or in a parent folder')
      .option('--json', 'print one JSON document')
      .option('--at <instant>', 'use this time as now: RFC 3339, "10 minutes ago", or 14:05')
      .option('--dry-run', 'show what would be done, and do nothing')
      .option('--quiet', 'print results and errors only')
      .option('--no-color', 'print without colour')
      .showSuggestionAfterError()
      .exitOverride()
      // An error is printed as every other failure is.
      .configureOutput({ writeErr: () => undefined })
      .addHelpCommand(
        new Program('help')
          .argument('[command]')
          .description('Show help for a command')
          .helpGroup('Set up:'),
      )
      .configureHelp({ showGlobalOptions: true })
  );
}

function addCommand(program: Program, command: Command, end: (status: ExitStatus) => void): void {
  const names = command.name.split(' ');
  let parent = program;
  for (const name of names.slice(0, -1)) {
    parent = parent.commands.find((known) => known.name() === name) ?? addGroup(parent, name);
  }
  const added = parent.command(names.at(-1) ?? '').summary(command.summary);
  added.description(command.summary);
  if (parent === program) added.helpGroup(findGroup(names[0] ?? ''));
  for (const { name, description, choices } of command.arguments ?? []) {
    const argument = new Argument(name, description);
    added.addArgument(choices ? argument.choices(choices) : argument);
  }
  for (const { flags, description, choices, default: value, list } of command.options ?? []) {
    const option = new Flag(flags, description);
    if (choices) option.choices(choices);
    if (list) option.argParser((text, before?: string) => (before ? `${before},${text}` : text));
    if (value !== undefined) option.default(value);
    added.addOption(option);
  }
  const examples = command.examples.map(({ line, does }) => `  $ ${line}\n      ${does}`);
  added.addHelpText('after', `\nExamples:\n${examples.join('\n')}`);
  added.action(async (...given: unknown[]) => {
    const values = given.slice(0, -2) as (string | string[] | undefined)[];
    rejectParentOptions(added, command);
    // A parent with options of its own (`kpi`) also takes those that follow its subcommand.
    const options = added.optsWithGlobals<Record<string, string | boolean | undefined>>();
    const context = await readContext(program.opts());
    end(printResult(context, await command.run(context, values, options)));
  });
}

/**
 * Rejects an option that only the parent of a command takes: commander would accept `--by` in
 * `kpi explain --by team`, and the command would ignore it.
 */
function rejectParentOptions({ parent }: Program, { name, options = [] }: Command): void {
  if (!parent?.parent) return;
  const own = options.map(({ flags }) => flags.split(' ')[0]);
  const foreign = parent.options.find(
    (option) =>
      !own.includes(option.long) && parent.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (!foreign) return;
  throw new Failure(
    `\`${name}\` does not take ${foreign.long ?? foreign.flags}.`,
    `Run \`sitrep ${name} --help\` to see how to use it.`,
  );
}

/** Prints what a command returned, and returns its exit status. */
function printResult(context: Context, result: CommandResult): ExitStatus {
  process.stdout.write(renderResult(result, context.json));
  if (!context.json) for (const note of result.notes ?? []) context.tell(note);
  return result.status;
}

const groups: Record<string, string> = {
  action: 'Follow up on action items',
  maintenance: 'Plan maintenance',
  problem: 'Open problems, and link incidents to them',
  import: 'Import records from other tools',
  site: 'Build and serve the site',
};

/** Adds a command that only contains others. */
function addGroup(parent: Program, name: string): Program {
  const summary = groups[name] ?? '';
  return parent.command(name).summary(summary).description(summary).helpGroup(findGroup(name));
}

async function readContext(
  options: Record<string, string | boolean | undefined>,
): Promise<Context> {
  const { root, at, json, dryRun, quiet } = options;
  const folder = root === undefined ? findRoot() : resolve(String(root));
  const now = at === undefined ? Date.now() : await readNow(folder, String(at));
  const coloured = options['color'] !== false && !process.env['NO_COLOR'] && process.stdout.isTTY;
  return {
    root: folder,
    now,
    ...(at !== undefined && { asOf: now }),
    json: json === true,
    dryRun: dryRun === true,
    quiet: quiet === true,
    color: coloured,
    announce: (data, text) => {
      const line = json === true ? disarmJson(JSON.stringify(data)) : disarmLog(text);
      process.stdout.write(`${line}\n`);
    },
    tell: (text) => {
      if (quiet !== true) process.stderr.write(`${disarmLog(text)}\n`);
    },
    interactive: process.stderr.isTTY && quiet !== true,
  };
}

/** Finds the data root: `incidents/` here or in the nearest parent folder, up to the repository's. */
function findRoot(): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const root = join(folder, 'incidents');
    if (existsSync(join(root, 'sitrep.yaml'))) return root;
    if (folder === dirname(folder) || existsSync(join(folder, '.git'))) break;
  }
  return resolve('incidents');
}

/** Writes the stack of an unexpected error to a file for a report. */
function reportBug(error: unknown): Failure {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const file = join(mkdtempSync(join(tmpdir(), 'sitrep-')), 'crash.txt');
  writeFileSync(file, `${stack ?? message}\n`);
  return new Failure(message, `This is a bug in Sitrep. Please report it with ${file}`);
}

await main(process.argv.slice(2));
