import { CORE_SCHEMA, YAMLException, load, mapTag } from 'js-yaml';

/** Keys that would reach an object's prototype, or that YAML 1.1 parsers take for a merge. */
const forbidden = new Set(['__proto__', 'constructor', 'prototype', '<<']);

const schema = CORE_SCHEMA.withTags({
  ...mapTag,
  addPair: (carrier: Record<string, unknown>, key: unknown, value: unknown): string => {
    if (typeof key !== 'string') return `key-not-text:${String(key)}`;
    if (forbidden.has(key)) return `forbidden-key:${key}`;
    carrier[key] = value;
    return '';
  },
});

/** A YAML text that cannot be taken: where, why, and what to do. */
export interface ParseProblem {
  line: number;
  column: number;
  message: string;
  help: string;
}

export function parseYaml(text: string): { value: unknown } | { problem: ParseProblem } {
  try {
    return { value: load(text, { schema, maxDepth: 42, maxAliases: 0 }) };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { line = 0, column = 0 } = error.mark ?? {};
    return {
      problem: {
        line: line + 1,
        column: column + 1,
        message: `It is not valid YAML: ${error.reason}.`,
        help: 'Mend the line.',
      },
    };
  }
}
