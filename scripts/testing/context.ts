import { disarmLog } from '../session/runner-log.ts';
import type { Context } from '../session/context.ts';

/** A context for a command that a test calls without a process; everything it tells goes to `told`. */
export function makeContext(root: string, now: number, told: string[] = []): Context {
  return {
    root,
    now,
    json: true,
    dryRun: true,
    quiet: false,
    color: false,
    interactive: false,
    announce: (_data, text) => told.push(text),
    tell: (text) => told.push(disarmLog(text)),
  };
}
