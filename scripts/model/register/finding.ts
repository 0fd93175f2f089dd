export type Level = 'error' | 'warning' | 'info';

/**
 * Place in a file of the data root. Rules use JSON pointers; lines are found when findings are
 * printed.
 */
export interface Place {
  /** Relative to the data root, with `/`. */
  path: string;
  /** JSON pointer into the parsed value (RFC 6901); `''` is the whole file. */
  pointer?: string;
  /** The part meant by the pointer: key or value; the value by default. */
  on?: 'key' | 'value';
  /** One-based line, if known at once: for a syntax error, or a place in a Markdown body. */
  line?: number;
  /** One-based column, in UTF-16 code units. */
  column?: number;
  /** The exact words: within the value at the pointer, or from the column on. */
  words?: string;
  /** Hides the line if it must not be shown, for example because it contains a secret. */
  secret?: true;
}

/** Observation of a rule about a place. The engine adds the rule's name and the level in force. */
export interface Observation extends Place {
  /** Level, if it differs from the rule's. The settings may still change it. */
  level?: Level;
  /** The problem in the user's words, with the values concerned; one sentence. */
  message: string;
  /** The remedy in one sentence, with a suggestion if there is one. */
  help?: string;
  /** Missing keys, of which one is required. */
  lacks?: readonly string[];
  /**
   * The finding holds only if this text ends with the name of somebody in the catalogue, which a
   * rule for one file cannot know.
   */
  person?: string;
  /** A text where a handle belongs: if it is a person's name, the help suggests the handle. */
  personName?: string;
  /** Other places that belong to it. */
  related?: (Place & { message: string })[];
}

/** Something to fix in the records (or, as info, to know). */
export interface Finding extends Observation {
  rule: string;
  level: Level;
}

/** A finding with its place in the text. */
export interface LocatedFinding extends Finding {
  line: number;
  column: number;
  /** One past the last column, on the same line. */
  endColumn: number;
  /** Text of the line, for an excerpt; omitted if positions are not detailed. */
  excerpt?: string;
}

/** Key of a record or an entry that contains a place; undefined for the whole of it. */
export function findField({ pointer = '' }: Pick<Place, 'pointer'>): string | undefined {
  return pointer.split('/').find((step) => /[a-z]/.test(step));
}
