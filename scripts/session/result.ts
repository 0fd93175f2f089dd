import { disarmJson, disarmLog } from './runner-log.ts';
import type { ExitStatus } from './context.ts';

/** Result of a command: other programs use `data`, and `cli.ts` prints it. */
export interface CommandResult {
  status: ExitStatus;
  /**
   * The document that `--json` prints, with keys in snake_case; a function if it is costly to compute.
   * Undefined if everything was announced already, as servers do.
   */
  data: object | (() => object) | undefined;
  /** Text for a terminal, without its last line feed; nothing is printed if it is empty. */
  text: string | (() => string);
  /** Lines for standard error after the text; left out with `--json` and `--quiet`. */
  notes?: readonly string[];
  /** True if the text is Sitrep's own commands for a workflow, which are printed unchanged. */
  isForRunner?: boolean;
}

/** Renders a result for standard output: what `--json` prints, or what a terminal gets. */
export function renderResult(
  { data, text, isForRunner }: Omit<CommandResult, 'status'>,
  json: boolean,
): string {
  if (json) {
    if (data === undefined) return '';
    const document: unknown = typeof data === 'function' ? (data as () => object)() : data;
    return disarmJson(`${JSON.stringify(document, null, 2)}\n`);
  }
  const plain = typeof text === 'function' ? text() : text;
  if (plain === '') return '';
  return `${isForRunner === true ? plain : disarmLog(plain)}\n`;
}
