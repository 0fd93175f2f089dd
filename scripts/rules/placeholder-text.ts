import type { Kind } from '../register/register.ts';
import type { DocumentRule } from './rule.ts';

const kinds: readonly Kind[] = [
  'service',
  'team',
  'incident',
  'timeline',
  'fragment',
  'postmortem',
  'runbook',
  'problem',
  'maintenance',
  'report',
];

/** A text that is nothing but a placeholder: all of it, so that a sentence about a TODO list is none. */
const placeholder =
  /^\W*(?:todo|tbd|tba|fixme|xxx+|n\/?a|lorem ipsum.*|to be (?:done|written|filled in|determined)|fill (?:this|me) in|placeholder|your (?:text|title|summary) here|\.{3,}|…|\?+|-+)\W*$/i;

/** Texts that say nothing, and records that must have a body and have none. */
export const placeholderText: DocumentRule = {
  name: 'placeholder-text',
  level: 'warning',
  scope: 'document',
  kinds,
  *check({ path, kind, value, body, bodyLine }) {
    yield* walk(path, value, '');
    const lines = (body ?? '').split('\n');
    for (const [index, line] of lines.entries()) {
      if (/\w/.test(line) && placeholder.test(line.replace(/^#+/, ''))) {
        yield {
          path,
          line: bodyLine + index,
          message: `\`${line.trim()}\` is a placeholder.`,
          help,
        };
      }
    }
    if ((kind === 'runbook' || kind === 'report') && (body ?? '').trim() === '') {
      yield { path, message: `The ${kind} has no text.`, help: 'Write it below the front matter.' };
    }
  },
};

const help = 'Write what a reader needs to know, or take it out.';

function* walk(
  path: string,
  value: unknown,
  pointer: string,
): Generator<{ path: string; pointer: string; message: string; help: string }> {
  if (typeof value === 'string') {
    if (value.trim() === '') yield { path, pointer, message: 'The text is empty.', help };
    else if (placeholder.test(value))
      yield { path, pointer, message: `\`${value.trim()}\` is a placeholder.`, help };
  } else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value))
      yield* walk(path, inner, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}
