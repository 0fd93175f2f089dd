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

const words =
  'todo|tbd|tba|fixme|xxx+|n\\/?a|lorem ipsum.*|to be (?:done|written|filled in|determined)|fill (?:this|me) in|placeholder|your (?:text|title|summary) here|\\.{3,}|…|\\?+|-+';

/**
 * Matches a text that is only a placeholder. It must match the whole text, so that a sentence about
 * a TODO list is allowed.
 */
const placeholder = new RegExp(`^\\W*(?:${words})\\W*$`, 'i');

/**
 * Matches a text with a placeholder line. One scan is enough for nearly every text, since few have
 * one.
 */
const anyLine = new RegExp(`^[^\\w\\n]*(?:${words})[^\\w\\n]*$`, 'im');

/** Texts that are empty or placeholders, and records without the body that they need. */
export const placeholderText: DocumentRule = {
  name: 'placeholder-text',
  level: 'warning',
  scope: 'document',
  kinds,
  *check({ path, kind, value, body, bodyLine }) {
    for (const { text, pointer } of listPlaceholders(value)) {
      const message =
        text.trim() === '' ? 'The text is empty.' : `\`${text.trim()}\` is a placeholder.`;
      yield { path, pointer, message, help };
    }
    const lines = anyLine.test(body ?? '') ? (body ?? '').split('\n') : [];
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
      yield {
        path,
        message: `The ${kind} has no text.`,
        help: 'Write the text below the front matter.',
      };
    }
  },
};

const help = 'Write what a reader needs to know, or remove it.';

/** Location of a value: its key within its parent. */
interface Place {
  key: string;
  within: Place | undefined;
}

/**
 * Finds placeholder texts within a value. A pointer is built only for these, since it costs more
 * than the check.
 */
function listPlaceholders(
  value: unknown,
  place?: Place,
  found: { text: string; pointer: string }[] = [],
): { text: string; pointer: string }[] {
  if (typeof value === 'string') {
    if (value.trim() === '' || placeholder.test(value)) {
      found.push({ text: value, pointer: makePointer(place) });
    }
  } else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      listPlaceholders(inner, { key, within: place }, found);
    }
  }
  return found;
}

function makePointer(place: Place | undefined): string {
  if (!place) return '';
  return `${makePointer(place.within)}/${place.key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
