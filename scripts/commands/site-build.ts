import type { Context } from '../session/context.ts';
import { openToTell } from '../session/open.ts';
import type { CommandResult } from '../session/result.ts';
import { defineCommand } from './command.ts';
import {
  baseOption,
  buildFrom,
  editionOption,
  listMissing,
  outOption,
  requireOut,
  type SiteFlags,
} from './site-options.ts';

export const siteBuild = defineCommand({
  name: 'site build',
  summary: 'Build the site as static pages',
  options: [baseOption, outOption, editionOption],
  examples: [
    { line: 'sitrep site build', does: 'build the site in .sitrep/site' },
    {
      line: 'sitrep site build --out public --base /incidents',
      does: 'build it in another folder, for https://example.com/incidents/',
    },
  ],
  async run(context, _values, options): Promise<CommandResult> {
    if (context.dryRun) return trySite(context, options);
    const began = performance.now();
    const built = await buildFrom(context, options);
    const { out, written, kept, leftOut, failed } = built;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    return {
      status: failed.length > 0 ? 1 : 0,
      data: { out, written, kept, left_out: leftOut.length, failed },
      text: out,
      notes: [`${written} pages written, ${kept} kept, in ${seconds} s.`, ...listMissing(built)],
    };
  },
});

/** Finds the folder that the site would be written to, and writes nothing. */
async function trySite(context: Context, options: SiteFlags): Promise<CommandResult> {
  const out = await requireOut(context, options);
  const { register } = await openToTell(context);
  return {
    status: 0,
    data: { out, written: 0, kept: 0, left_out: register.leftOut.length, failed: [] },
    text: out,
    notes: ['The site would be written to this folder. Nothing was written.'],
  };
}
