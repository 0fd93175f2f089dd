import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../../model/time/instant.ts';

/** Locks the spool for this process and returns how to unlock it; undefined if a running process has it. */
export function lockSpool(folder: string, now: Instant): (() => void) | undefined {
  const path = join(folder, 'lock');
  mkdirSync(folder, { recursive: true });
  if (isHeld(path, now)) return undefined;
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path);
  mkdirSync(join(path, String(process.pid)));
  return () => {
    rmSync(path, { recursive: true, force: true });
  };
}

function isHeld(path: string, now: Instant): boolean {
  try {
    const [holder = ''] = readdirSync(path);
    const pid = Number(holder);
    if (pid === process.pid || !Number.isSafeInteger(pid) || pid <= 0) {
      return pid !== process.pid && now - statSync(path).mtimeMs < 5000;
    }
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process is running as another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
