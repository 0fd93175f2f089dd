export type Level = 'error' | 'warning' | 'info';

/** A place in a file of the data root. Rules speak of places by JSON pointer; lines are found when they are printed. */
export interface Place {
  /** Relative to the data root, with `/`. */
  path: string;
  /** JSON pointer into the parsed value (RFC 6901); `''` is the whole file. */
  pointer?: string;
  /** Whether the key or the value at the pointer is meant; the value when left out. */
  on?: 'key' | 'value';
  /** One-based line, where it is known at once: a syntax error, or a place in a Markdown body. */
  line?: number;
  /** One-based column, in UTF-16 code units. */
  column?: number;
  /** The words that are meant, as the text has them: within the value at the pointer, or from the column on. */
  words?: string;
  /** The line must not be shown: what is wrong with it is that it can be read. */
  secret?: true;
}

/** What a rule reports of a place. The engine adds the rule's name and the level in force. */
export interface Observation extends Place {
  /** What is wrong, in the user's words, with the values concerned; one sentence. */
  message: string;
  /** What to do; one sentence. With a suggestion where one is near. */
  help?: string;
  /** Keys that are not there, one of which would have to be. */
  lacks?: readonly string[];
  /** It holds where this text ends with the name of somebody of the catalogue: a rule of one file knows nobody. */
  person?: string;
  /** Other places that belong to it. */
  related?: (Place & { message: string })[];
}

/** Something to be mended (or, as info, to be known) in the records. */
export interface Finding extends Observation {
  rule: string;
  level: Level;
}

/** A finding with its place in the text found. */
export interface LocatedFinding extends Finding {
  line: number;
  column: number;
  /** One past the last column, on the same line. */
  endColumn: number;
  /** The line's text, for an excerpt; left out where positions are not detailed. */
  excerpt?: string;
}

/** The key of a record, or of an entry, that a place is in; undefined for the whole of it. */
export function findField({ pointer = '' }: Pick<Place, 'pointer'>): string | undefined {
  return pointer.split('/').find((step) => /[a-z]/.test(step));
}
