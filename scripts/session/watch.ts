import { watch } from 'node:fs';
import type { Instant } from '../model/time/instant.ts';

/** Editors write a file in several steps, so a run starts after this many milliseconds without a change. */
const quietMs = 200;

/**
 * Runs an action after each change in a folder, one run at a time.
 *
 * @param action gets the time of the run; it handles its own errors
 * @returns stops watching, and waits for the run that is under way
 */
export function watchFolder(
  folder: string,
  action: (now: Instant) => Promise<void>,
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const watcher = watch(folder, { recursive: true }, (_event, path) => {
    // Git and Sitrep keep their own files in folders that begin with a dot.
    if (path?.split(/[/\\]/).some((name) => name.startsWith('.')) === true) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(() => action(Date.now()));
    }, quietMs);
  });
  return async () => {
    clearTimeout(timer);
    watcher.close();
    await running;
  };
}
