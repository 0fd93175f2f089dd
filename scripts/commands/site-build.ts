import type { Command } from './command.ts';
import { openToTell, sayLeftOut } from '../session/open.ts';
import { baseOption, buildFrom, readBase, requireOut, tellFailed } from './site-options.ts';
import { type Context, type ExitStatus } from '../session/context.ts';

export const siteBuild: Command = {
  name: 'site build',
  summary: 'Build the site: plain pages that need no server',
  options: [baseOption],
  examples: [
    { line: 'sitrep site build', does: 'write the site to .sitrep/site' },
    {
      line: 'sitrep site build --out public --base /incidents',
      does: 'write it elsewhere, to stand at https://example.com/incidents/',
    },
  ],
  async run(context, _values, options): Promise<ExitStatus> {
    if (context.dryRun) return trySite(context);
    const began = performance.now();
    const built = await buildFrom(context, readBase(options['base']));
    const { out, written, kept, leftOut, failed } = built;
    const seconds = (performance.now() - began) / 1000;
    if (context.json) {
      context.print(
        JSON.stringify({ out, written, kept, leftOut: leftOut.length, failed }, null, 2),
      );
    } else {
      context.tell(
        `${written} pages written, ${kept} kept as they were, in ${seconds.toFixed(1)} s.`,
      );
      if (leftOut.length > 0) {
        context.tell(`${sayLeftOut(leftOut)} The site names what, and sitrep validate says why.`);
      }
      context.print(out);
    }
    tellFailed(context, failed);
    return failed.length > 0 ? 1 : 0;
  },
};

/** Says where a site would be written, and writes none. */
async function trySite(context: Context): Promise<ExitStatus> {
  const out = await requireOut(context);
  const { register } = await openToTell(context);
  const { leftOut } = register;
  if (context.json) {
    const output = { out, written: 0, kept: 0, leftOut: leftOut.length, failed: [] };
    context.print(JSON.stringify(output, null, 2));
  } else {
    context.tell('The site would be written here; nothing was.');
    context.print(out);
  }
  return 0;
}
