import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serveSite, type Serving } from '../../site/serve.ts';
import { type Command } from './command.ts';
import { baseOption, findOut, portOption, readBase } from './site-options.ts';
import { Failure, type Context, type ExitStatus } from '../session/context.ts';
import { readPort } from '../session/options.ts';

export const siteServe: Command = {
  name: 'site serve',
  summary: 'Serve the built site on this machine',
  options: [portOption, baseOption],
  examples: [
    { line: 'sitrep site serve', does: 'serve .sitrep/site at http://localhost:4321/' },
    { line: 'sitrep site serve --out public --port 8080', does: 'serve another folder' },
  ],
  async run(context, _values, options): Promise<ExitStatus> {
    const folder = findOut(context);
    if (!existsSync(join(folder, 'index.html'))) {
      throw new Failure(`There is no site in ${folder}.`, 'Build it first: sitrep site build');
    }
    const serving = await startServing(
      folder,
      readPort(options['port']),
      readBase(options['base']),
    );
    await serveUntilStopped(context, serving);
    return 0;
  },
};

/** Starts the server, or says in a sentence why it cannot. */
export async function startServing(folder: string, port: number, base: string): Promise<Serving> {
  try {
    return await serveSite({ folder, port, base });
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'another program listens there' : code;
    throw new Failure(`Port ${port} cannot be used: ${why}.`, 'Name another: --port 0 finds one.');
  }
}

/** Says where the site is, and serves it until the process is asked to end. */
export async function serveUntilStopped(context: Context, serving: Serving): Promise<void> {
  context.print(context.json ? JSON.stringify({ url: serving.url }) : serving.url);
  context.tell('Press Ctrl+C to stop.');
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await serving.close();
}
