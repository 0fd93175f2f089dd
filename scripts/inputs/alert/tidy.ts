import { showHidden } from '../../model/text/visible.ts';
import { shorten } from '../../model/text/words.ts';
import type { Signal } from './senders/signal.ts';

/** Makes a sender's texts fit for a record: hidden characters shown, and long texts cut. */
export function tidySignal(signal: Signal): Signal {
  const shown = shorten(signal.title, 200);
  const title = isShort(shown) ? `Alert ${shown}`.trim() : shown;
  return {
    ...signal,
    title,
    summary: cut(showHidden(signal.summary).trim(), 4000) || title,
    ...(signal.severity !== undefined && { severity: shorten(signal.severity, 60) }),
  };
}

/** True if a text has fewer characters than schemas require. They count an emoji as one character. */
export function isShort(text: string): boolean {
  return Array.from(text.slice(0, 8)).length < 3;
}

function cut(text: string, length: number): string {
  return text.length <= length
    ? text
    : `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
