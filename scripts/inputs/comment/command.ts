import type { Entry } from '../../../schemas/generated/records.ts';
import type { Incident, Register } from '../../model/register/register.ts';

/** Where a command is given. */
export interface Situation {
  register: Register;
  incident: Incident;
  /** Handle of who gives it. */
  by: string;
  /** The entry that an earlier text of the comment made. */
  before?: Entry;
}

/** An entry but for who made it, and when. */
export type Said = Omit<Entry, 'at' | 'by'>;

/** A command of a comment as data. */
export interface ChatCommand {
  /** Without the slash. */
  name: string;
  /** What may stand behind it. */
  usage: string;
  /** What it does, in a few words. */
  does: string;
  /** Whoever opened the room may ask it, whoever that is. */
  isOpen?: boolean;
  /** The entry that it makes of what stands behind it; left out for a command that only asks. */
  read?(text: string, situation: Situation): { said: Said } | { wrong: string };
}
