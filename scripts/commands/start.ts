import { computeKpis } from '../model/kpis/compute.ts';
import { formatValue, sayUnknown } from '../model/kpis/format.ts';
import { isLive } from '../model/register/lifetime.ts';
import { checkRegister, settleFindings } from '../model/rules/check.ts';
import { defineCommand } from './command.ts';
import { readSpan } from './kpi.ts';
import { openRegister } from '../session/open.ts';
import { buildFrom, outOption, portOption } from './site-options.ts';
import { serveUntilStopped, startServing } from './site-serve.ts';
import { formatIncidents } from '../outputs/views/list.ts';
import { type Context } from '../session/context.ts';
import { formatNothingOpen } from '../outputs/views/overview.ts';
import type { CommandResult } from '../session/result.ts';

const headlines = ['mtti', 'mtta', 'mttr', 'resolution-rate', 'availability'];

export const start = defineCommand({
  name: 'start',
  summary: 'Check, build and serve everything',
  options: [portOption, outOption],
  examples: [
    { line: 'sitrep start', does: 'check, build, and serve at http://localhost:4321/' },
    { line: 'sitrep start --port 0', does: 'do the same on any free port' },
  ],
  async run(context, _values, options): Promise<CommandResult> {
    await tellState(context);
    const { out, written, kept } = await buildFrom(context, {
      ...options,
      base: '/',
      edition: 'internal',
    });
    context.tell(`\nSite: ${written + kept} pages in ${out}`);
    await serveUntilStopped(context, await startServing(out, options.port, '/'));
    return { status: 0, data: undefined, text: '' };
  },
});

async function tellState(context: Context): Promise<void> {
  const { register, findings, files } = await openRegister(context);
  const all = [...findings, ...checkRegister(register, context.now)];
  const settled = settleFindings(all, register, context.now);
  const count = (wanted: string): number => settled.filter(({ level }) => level === wanted).length;
  context.tell(
    `Records: ${register.incidents.size} incidents in ${files.length} files, ${count('error')} errors, ${count('warning')} warnings` +
      (settled.length > 0 ? ' (run `sitrep validate` to list them)' : ''),
  );
  const open = [...register.incidents.values()].filter(isLive);
  context.tell(
    open.length === 0
      ? `\n${formatNothingOpen(register, context.now)}`
      : `\nOpen:\n${formatIncidents(open, register.settings, context.now)}`,
  );
  const span = readSpan(register, undefined, context.now);
  const kpis = computeKpis(register, { span, now: context.now, names: headlines });
  const lines = kpis.map(({ title, value, unit, n, missing, unknown }) => {
    const figure = formatValue(value, unit).padStart(12);
    const lacking = [missing > 0 ? `${missing} missing` : undefined, sayUnknown(unknown)];
    const beside = [`n ${n}`, ...lacking].filter((part) => part !== undefined).join(', ');
    return `${title.padEnd(31)} ${figure}  (${beside})`;
  });
  context.tell(`\nKPIs of all records:\n${lines.join('\n')}`);
}
