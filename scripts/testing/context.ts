import { disarmLog } from '../session/runner-log.ts';
import type { Context } from '../session/context.ts';

/** Makes a context for a command that a test calls in its own process; its messages go to `messages`. */
export function makeContext(root: string, now: number, messages: string[] = []): Context {
  return {
    root,
    now,
    json: true,
    dryRun: true,
    quiet: false,
    color: false,
    interactive: false,
    announce: (_data, text) => messages.push(text),
    tell: (text) => messages.push(disarmLog(text)),
  };
}
