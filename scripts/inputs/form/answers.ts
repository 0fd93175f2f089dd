import { showHidden } from '../../model/text/visible.ts';
import type { FieldError, FormAnswers, FormField } from './form.ts';

/** The text that GitHub writes for an empty field. */
const noResponse = '_No response_';

/**
 * Parses a submitted form: `### Label`, a blank line, the value. Headings may come in any order, and a
 * heading that is no field's label is part of the value before it. The long field takes everything after
 * its heading, so that no text in it can pass for another field. Code fences are ignored, since an open one
 * in a short field would swallow all other fields.
 *
 * @returns the answers, with every hidden character shown; the labels that occur more than once; and the
 * number of labels found
 */
export function parseAnswers(
  body: string,
  fields: readonly FormField[],
): { answers: FormAnswers; repeated: string[]; found: number } {
  const answers = new Map<string, string>();
  const repeated = new Set<string>();
  const seen = new Set<string>();
  let field: FormField | undefined;
  let lines: string[] = [];
  const addAnswer = (): void => {
    const value = showHidden(lines.join('\n')).trim();
    if (field && value !== '' && value !== noResponse) answers.set(field.label, value);
    lines = [];
  };
  for (const line of body.replaceAll(/\r\n?/g, '\n').split('\n')) {
    const next = field?.long ? undefined : findField(line, fields);
    if (!next) {
      lines.push(line);
      continue;
    }
    addAnswer();
    if (seen.has(next.label)) repeated.add(next.label);
    seen.add(next.label);
    field = next;
  }
  addAnswer();
  return { answers, repeated: [...repeated], found: seen.size };
}

function findField(line: string, fields: readonly FormField[]): FormField | undefined {
  if (!line.startsWith('### ')) return undefined;
  const label = line.slice('### '.length).trim();
  return fields.find((field) => field.label === label);
}

/** Finds the required fields that are empty, and the fields that occur more than once. */
export function findFieldErrors(
  { answers, repeated }: { answers: FormAnswers; repeated: readonly string[] },
  fields: readonly FormField[],
): FieldError[] {
  const empty = fields.filter(({ label, required }) => required && !answers.has(label));
  return [
    ...empty.map(({ label }) => ({ field: label, message: 'This field is empty. Fill it in.' })),
    ...repeated.map((label) => ({
      field: label,
      message: 'This heading occurs more than once. Keep one of them.',
    })),
  ];
}
