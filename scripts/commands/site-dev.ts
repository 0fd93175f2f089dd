import { readMessage } from '../model/text/read-message.ts';
import type { Context } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';
import { readBase } from '../session/site.ts';
import { watchFolder } from '../session/watch.ts';
import { defineCommand } from './command.ts';
import {
  baseOption,
  buildFrom,
  editionOption,
  listMissing,
  outOption,
  portOption,
  type SiteFlags,
} from './site-options.ts';
import { serveUntilStopped, startServing } from './site-serve.ts';

export const siteDev = defineCommand({
  name: 'site dev',
  summary: 'Serve the site, and rebuild it when a record changes',
  options: [portOption, baseOption, outOption, editionOption],
  examples: [
    { line: 'sitrep site dev', does: 'edit records and see them at http://localhost:4321/' },
  ],
  async run(context, _values, options): Promise<CommandResult> {
    const base = readBase(options.base);
    const built = await buildFrom(context, options);
    for (const line of listMissing(built)) context.tell(line);
    const serving = await startServing(built.out, options.port, base);
    const stop = watchFolder(context.root, (now) => rebuild({ ...context, now }, options));
    const result = await serveUntilStopped(context, serving);
    await stop();
    return result;
  },
});

/** Rebuilds the site. An error is reported, and the next change tries again. */
async function rebuild(context: Context, options: SiteFlags): Promise<void> {
  try {
    const built = await buildFrom(context, options);
    context.tell(`Rebuilt: ${built.written} pages written, ${built.kept} kept.`);
    for (const line of listMissing(built)) context.tell(line);
  } catch (error) {
    context.tell(`Cannot build the site: ${readMessage(error)}`);
  }
}
