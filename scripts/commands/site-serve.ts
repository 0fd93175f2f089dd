import { hasSite, serveSite, type Serving } from '../../site/serve.ts';
import { Failure, type Context } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';
import { findSiteFolder, readBase } from '../session/site.ts';
import { waitForStop } from '../session/stop.ts';
import { defineCommand } from './command.ts';
import { baseOption, outOption, portOption } from './site-options.ts';

export const siteServe = defineCommand({
  name: 'site serve',
  summary: 'Serve the built site on this machine',
  options: [portOption, baseOption, outOption],
  examples: [
    { line: 'sitrep site serve', does: 'serve .sitrep/site at http://localhost:4321/' },
    { line: 'sitrep site serve --out public --port 8080', does: 'serve another folder' },
  ],
  async run(context, _values, options): Promise<CommandResult> {
    const folder = findSiteFolder(options.out);
    if (!hasSite(folder)) {
      throw new Failure(`There is no site in ${folder}.`, 'Build it first: sitrep site build');
    }
    const serving = await startServing(folder, options.port, readBase(options.base));
    return serveUntilStopped(context, serving);
  },
});

/**
 * Starts the server.
 *
 * @throws {Failure} if the port cannot be used
 */
export async function startServing(folder: string, port: number, base: string): Promise<Serving> {
  try {
    return await serveSite({ folder, port, base });
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'another program listens there' : code;
    throw new Failure(`Cannot use port ${port}: ${why}.`, 'Use --port 0 for any free port.');
  }
}

/** Prints the address of the site, and serves it until the process is asked to end. */
export async function serveUntilStopped(
  context: Context,
  serving: Serving,
): Promise<CommandResult> {
  context.announce({ url: serving.url }, serving.url);
  context.tell('Press Ctrl+C to stop.');
  await waitForStop();
  await serving.close();
  return { status: 0, data: undefined, text: '' };
}
