import { foldLines } from '../model/text/fold-lines.ts';
import { Failure } from './context.ts';

/** Options by camel-cased name, as commander parses them. */
export type Values = Readonly<Record<string, string | boolean | undefined>>;

/** A positional argument of a command. */
export interface Argument {
  /** As commander takes it: `[incident]`, `<file...>`. */
  name: string;
  description: string;
  choices?: readonly string[];
}

/** An option of a command. The type of its value follows from this definition. */
export interface Option {
  /** As commander takes it: `--by <dimension>`. */
  flags: string;
  description: string;
  choices?: readonly string[];
  default?: string | number;
  /** The value is a whole number between these, both included. */
  number?: { min: number; max?: number };
  /** The value is a list, separated by commas or given several times. */
  list?: true;
  /** An example, for an option that must be given. Line breaks in its value become spaces. */
  required?: string;
  /** Blank text is a value, so that an entry with empty text is rejected. Otherwise it means "not given". */
  allowsBlank?: true;
}

type CamelCase<Text> = Text extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Text;

type FirstWord<Flags> = Flags extends `${infer Word} ${string}` ? Word : Flags;

/** Name under which commander files an option: `push` for `--no-push`. */
type KeyOf<Flags> =
  FirstWord<Flags> extends `--no-${infer Name}`
    ? CamelCase<Name>
    : FirstWord<Flags> extends `--${infer Name}`
      ? CamelCase<Name>
      : string;

type GivenValue<One extends Option> = One extends { choices: readonly (infer Choice)[] }
  ? Choice
  : One extends { number: object }
    ? number
    : One extends { list: true }
      ? readonly string[]
      : string extends One['flags']
        ? string | boolean
        : One['flags'] extends `${string}<${string}`
          ? string
          : One['flags'] extends `${string}[${string}`
            ? string | true
            : boolean;

/** Values of options, typed from their definitions. */
export type OptionValues<Options extends readonly Option[]> = {
  readonly [One in Options[number] as KeyOf<One['flags']>]: One extends
    { default: string | number } | { required: string }
    ? GivenValue<One>
    : GivenValue<One> | undefined;
};

type ArgumentValue<One extends Argument> = One extends { choices: readonly (infer Choice)[] }
  ? Choice
  : One['name'] extends `${string}...${string}`
    ? readonly string[]
    : One['name'] extends `<${string}`
      ? string
      : string | undefined;

/** Values of positional arguments, typed from their definitions. */
export type ArgumentValues<Arguments extends readonly Argument[]> = {
  readonly [Index in keyof Arguments]: ArgumentValue<Arguments[Index]>;
};

/** Reads positional arguments: a list for `[paths...]`, also if nothing was given. */
export function readArguments<const Arguments extends readonly Argument[]>(
  definitions: Arguments,
  given: readonly (string | readonly string[] | undefined)[],
): ArgumentValues<Arguments> {
  const values = definitions.map(({ name }, index) =>
    name.includes('...') ? [given[index] ?? []].flat() : given[index],
  );
  return values as unknown as ArgumentValues<Arguments>;
}

/**
 * Reads options by their definitions. Commander checks choices before.
 *
 * @throws {Failure} if a value is not valid, or a required one is missing
 */
export function readOptions<const Options extends readonly Option[]>(
  definitions: Options,
  given: Values,
): OptionValues<Options> {
  const values = definitions.map((option): [string, unknown] => {
    const key = findKey(option.flags);
    return [key, readOption(option, given[key])];
  });
  return Object.fromEntries(values) as OptionValues<Options>;
}

/** Finds the flag as users write it: `--verified-by` in `--verified-by <handle>`. */
function findFlag(flags: string): string {
  return flags.split(' ')[0] ?? flags;
}

function findKey(flags: string): string {
  const name = findFlag(flags).replace(/^--(?:no-)?/, '');
  return name.replaceAll(/-(.)/g, (_match, letter: string) => letter.toUpperCase());
}

function readOption(
  option: Option,
  given: string | boolean | undefined,
): string | number | boolean | readonly string[] | undefined {
  const { flags, default: usual, required, allowsBlank } = option;
  const text = typeof given === 'string' ? given.trim() : given;
  const value = text === '' && allowsBlank !== true ? usual : (text ?? usual);
  if (value === undefined && required !== undefined) {
    const flag = findFlag(flags);
    throw new Failure(`${flag} is missing.`, `Write ${flag} ${required}.`);
  }
  if (typeof value !== 'string') return value;
  if (option.number) return readNumber(option, option.number, value);
  if (option.list) return splitList(value);
  return required === undefined ? value : foldLines(value);
}

function readNumber(
  { flags, default: usual = 12 }: Option,
  { min, max = Infinity }: NonNullable<Option['number']>,
  text: string,
): number {
  const number = Number(text);
  const isWhole = /^\d+$/.test(text) && Number.isSafeInteger(number);
  if (isWhole && number >= min && number <= max) return number;
  const range = max === Infinity ? `above ${min - 1}` : `from ${min} to ${max}`;
  throw new Failure(
    `Cannot read \`${text}\` as a whole number ${range}.`,
    `Write it like this: ${findFlag(flags)} ${usual}`,
  );
}

function splitList(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '');
}

/** Finds the handle of the user: the one that an option names, or that of the environment. */
export function findHandle(named?: string): string | undefined {
  const handle = named ?? process.env['SITREP_HANDLE'] ?? '';
  return handle === '' ? undefined : handle;
}
