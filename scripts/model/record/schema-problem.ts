import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Finding } from '../register/finding.ts';
import type { Kind } from '../register/register.ts';

/** An error of ajv, with everything needed to explain it. */
export interface SchemaProblem {
  kind: Kind;
  /** The whole record. */
  value: unknown;
  error: ErrorObject;
  pointer: string;
  /** The value at the pointer. */
  found: unknown;
  /** Returns a parameter of the error as text. */
  param: (name: string) => string;
  /** The organisation's time zone, if known. */
  zone: string | undefined;
  /** Makes a finding at the pointer. */
  make: (message: string, help: string, rest?: Partial<Finding>) => Finding;
}

/** Explains one kind of problem; undefined if another finding explains it. */
export type ExplainProblem = (problem: SchemaProblem) => Finding | undefined;

/** Formats a value for the beginning of a sentence. */
export function nameValue(value: unknown): string {
  if (value === null || value === undefined) return 'Nothing';
  if (Array.isArray(value)) return 'A list';
  if (typeof value === 'object') return 'A map';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `\`${text.length > 60 ? `${text.slice(0, 60)}…` : text}\``;
}
