import { watch } from 'node:fs';
import type { Command } from './command.ts';
import { startServing, serveUntilStopped } from './site-serve.ts';
import { baseOption, buildFrom, portOption, readBase, tellFailed } from './site-options.ts';
import { sayLeftOut } from '../session/open.ts';
import { type Context, type ExitStatus } from '../session/context.ts';
import { readPort } from '../session/options.ts';

export const siteDev: Command = {
  name: 'site dev',
  summary: 'Build and serve the site, and build it again when a record changes',
  options: [portOption, baseOption],
  examples: [
    { line: 'sitrep site dev', does: 'write records and see them at http://localhost:4321/' },
  ],
  async run(context, _values, options): Promise<ExitStatus> {
    const base = readBase(options['base']);
    const port = readPort(options['port']);
    const { out, failed } = await buildFrom(context, base);
    tellFailed(context, failed);
    const serving = await startServing(out, port, base);
    const stop = rebuildOnChange(context, base);
    await serveUntilStopped(context, serving);
    await stop();
    return 0;
  },
};

/** Editors write a file in several steps: a build starts when it has been quiet for so long. */
const quiet = 200;

/** Builds again after each change below the data root, one build at a time; a failure is told, and waits for the next change. */
function rebuildOnChange(context: Context, base: string): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let building = Promise.resolve();
  const rebuild = async (): Promise<void> => {
    try {
      const { written, kept, leftOut, failed } = await buildFrom(
        { ...context, now: Date.now() },
        base,
      );
      context.tell(
        `Built again: ${written} pages written, ${kept} kept.${leftOut.length > 0 ? ` ${sayLeftOut(leftOut)}` : ''}`,
      );
      tellFailed(context, failed);
    } catch (error) {
      context.tell(
        `The site could not be built: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  };
  const watcher = watch(context.root, { recursive: true }, (_event, path) => {
    // Sitrep's own notes and Git's lie in folders with a dot.
    if (path?.split(/[/\\]/).some((name) => name.startsWith('.')) === true) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      building = building.then(rebuild);
    }, quiet);
  });
  return async () => {
    clearTimeout(timer);
    watcher.close();
    await building;
  };
}
