/**
 * What one language has for the rules about prose. A phrase is words with one space between them;
 * `*` ends a word that goes on, `(a|b)` is one or the other, `(a)?` may be missing, and `…` stands for
 * up to eight words of the same sentence.
 */
export interface WordList {
  /** Words that make a person the cause. */
  blame: readonly string[];
  /** Who is blamed when one of `omissions` follows. */
  people: readonly string[];
  omissions: readonly string[];
  /** What did not happen, told as if it explained what did. */
  counterfactual: readonly string[];
  /** Actions that nobody can begin, that name no thing, or that never end. */
  vague: {
    /** Only at the beginning of a title. */
    begins: readonly string[];
    undoable: readonly string[];
    unspecific: readonly string[];
    unbounded: readonly string[];
  };
  /** Words of the trade, and what a customer would say; '' where it is better left out. */
  jargon: Readonly<Record<string, string>>;
}
