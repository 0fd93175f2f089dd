import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `git log` said of a commit and all before it. */
export interface KeptLog {
  head: string;
  /** Of the data root in the repository, to which paths are relative. */
  prefix: string;
  log: string;
}

/** Part of what is kept: a log that was asked for otherwise is none. */
const version = 1;

/** The log that was kept in a folder; undefined where there is none, or one that was cut short. */
export function readLog(memory: string, prefix: string): KeptLog | undefined {
  try {
    const text = readFileSync(join(memory, 'log'), 'utf8');
    const end = text.indexOf('\n');
    const log = text.slice(end + 1);
    const [head = ''] = text.split(' ', 1);
    return text.slice(0, end) === describe({ head, prefix, log })
      ? { head, prefix, log }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a log for the next run; where that cannot be done, the next run asks for all of it again. */
export function keepLog(memory: string, kept: KeptLog): void {
  const file = join(memory, 'log');
  const part = `${file}.${process.pid}`;
  try {
    mkdirSync(memory, { recursive: true, mode: 0o700 });
    writeFileSync(part, `${describe(kept)}\n${kept.log}`);
    renameSync(part, file);
  } catch {
    // As the comment above says.
  }
}

function describe({ head, prefix, log }: KeptLog): string {
  const digest = createHash('sha1').update(log).digest('hex');
  return [head, version, JSON.stringify(prefix), digest].join(' ');
}
