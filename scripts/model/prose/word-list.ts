/**
 * Word list of one language for the prose rules. A phrase is words with one space between them; `*`
 * at the end of a word allows any ending, `(a|b)` is one or the other, `(a)?` may be missing, and
 * `…` stands for up to eight words of the same sentence.
 */
export interface WordList {
  /** Words that make a person the cause. */
  blame: readonly string[];
  /** People who are blamed if one of `omissions` follows. */
  people: readonly string[];
  omissions: readonly string[];
  /** Phrases about what did not happen, used as if they explained what did. */
  counterfactual: readonly string[];
  /** Actions that nobody can begin, that name no thing, or that never end. */
  vague: {
    /** Matched only at the beginning of a title. */
    begins: readonly string[];
    undoable: readonly string[];
    unspecific: readonly string[];
    unbounded: readonly string[];
  };
  /** Technical terms, each with what a customer would say; '' if the term is better left out. */
  jargon: Readonly<Record<string, string>>;
}
