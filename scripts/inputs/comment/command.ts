import type { Statement } from '../../model/register/build-entry.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Incident, Register } from '../../model/register/register.ts';

/** Incident and author of a command. */
export interface CommandSituation {
  register: Register;
  incident: Incident;
  /** Handle of the author. */
  by: string;
  /** Entry of an earlier text of the comment. */
  before?: Entry;
}

/** Command that a comment can be. */
export interface ChatCommand {
  /** Word after the slash. */
  name: string;
  /** Other words for the same command. */
  aliases?: readonly string[];
  /** Syntax of the command, as help shows it. */
  usage: string;
  /** Imperative of at most 60 characters. */
  summary: string;
  /** True if the author of the issue may use it without any other permission. */
  isOpen?: boolean;
  /** Parses the text after the command into an entry; missing if the command writes none. */
  read?(text: string, situation: CommandSituation): { statement: Statement } | { wrong: string };
}
