import { showHidden } from '../../model/text/visible.ts';
import type { Answers, Field, Lack } from './form.ts';

/** What GitHub writes where nothing was filled in. */
const nothing = '_No response_';

/**
 * Takes a submitted form apart: `### Label`, a blank line, the value. The order of the headings does
 * not matter, a heading of no field is part of the value before it, and the long field takes all that
 * comes after its heading: no text in it can pass for another field. Fences are not looked at, since
 * an open one in a short field would swallow all others.
 *
 * @returns answers with every hidden character shown, and the labels that stand more than once
 */
export function readAnswers(
  body: string,
  fields: readonly Field[],
): { answers: Answers; repeated: string[]; found: number } {
  const answers = new Map<string, string>();
  const repeated = new Set<string>();
  const seen = new Set<string>();
  let field: Field | undefined;
  let lines: string[] = [];
  const keep = (): void => {
    const value = showHidden(lines.join('\n')).trim();
    if (field && value !== '' && value !== nothing) answers.set(field.label, value);
    lines = [];
  };
  for (const line of body.replaceAll(/\r\n?/g, '\n').split('\n')) {
    const next = field?.long ? undefined : findField(line, fields);
    if (!next) {
      lines.push(line);
      continue;
    }
    keep();
    if (seen.has(next.label)) repeated.add(next.label);
    seen.add(next.label);
    field = next;
  }
  keep();
  return { answers, repeated: [...repeated], found: seen.size };
}

function findField(line: string, fields: readonly Field[]): Field | undefined {
  if (!line.startsWith('### ')) return undefined;
  const label = line.slice('### '.length).trim();
  return fields.find((field) => field.label === label);
}

/** The required fields that are empty, and those that stand twice. */
export function findLacks(
  { answers, repeated }: { answers: Answers; repeated: readonly string[] },
  fields: readonly Field[],
): Lack[] {
  const empty = fields.filter(({ label, required }) => required && !answers.has(label));
  return [
    ...empty.map(({ label }) => ({ field: label, why: 'It is empty: please fill it in.' })),
    ...repeated.map((label) => ({
      field: label,
      why: 'It stands more than once: please leave one of them.',
    })),
  ];
}
