import type { Statement } from '../../model/register/build-entry.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Incident, Register } from '../../model/register/register.ts';

/** The incident and the author of a command. */
export interface Situation {
  register: Register;
  incident: Incident;
  /** Handle of the author. */
  by: string;
  /** The entry that an earlier text of the comment made. */
  before?: Entry;
}

/** A command of a comment as data. */
export interface ChatCommand {
  /** The word after the slash. */
  name: string;
  /** Other words for the same command. */
  aliases?: readonly string[];
  /** Syntax of the command, as help shows it. */
  usage: string;
  /** Imperative of at most 60 characters. */
  summary: string;
  /** Whether the author of the issue may use it, even without any other right. */
  isOpen?: boolean;
  /** Parses the text after the command into an entry; missing if the command writes none. */
  read?(text: string, situation: Situation): { said: Statement } | { wrong: string };
}
