import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDirtyPaths } from '../edges/git/hashes.ts';
import { openRepository } from '../edges/git/repository.ts';
import { computeKpis, findTrend, listKpis } from '../model/kpis/compute.ts';
import { packageRoot } from '../edges/disk/package.ts';
import { formatInstant } from '../model/time/instant.ts';
import type { Register } from '../model/register/register.ts';
import { suggest } from '../model/text/suggest.ts';
import { type Command } from './command.ts';
import { periodOption, readSpan } from './kpi.ts';
import { openToTell } from '../session/open.ts';
import { type Source, format, tallyReasons } from '../outputs/views/kpi-explain.ts';
import { Failure, type Context, type ExitStatus } from '../session/context.ts';

export const kpiExplain: Command = {
  name: 'kpi explain',
  summary:
    'Show the definition of a KPI, the rows behind its figure, and the commit they came from',
  arguments: [{ name: '<kpi>', description: 'name of the KPI: mttr, availability …' }],
  options: [periodOption],
  examples: [
    { line: 'sitrep kpi explain mttr --period 2026-Q1', does: 'every incident behind the mean' },
    { line: 'sitrep kpi explain availability --json', does: 'the same for another program' },
  ],
  async run(context, [wanted], { period, by }): Promise<ExitStatus> {
    if (by !== undefined) {
      throw new Failure(
        '`kpi explain` takes no --by: it lists each row.',
        'sitrep kpi --by groups.',
      );
    }
    const { register } = await openToTell(context);
    const name = chooseKpi(register, String(wanted));
    const span = readSpan(register, period, context.now);
    const [result] = computeKpis(register, { span, now: context.now, names: [name] });
    if (!result) throw new Failure(`${name} could not be computed.`);
    const definition = readDefinition(name, register);
    const trend = findTrend(result.rows, result.unit, register);
    const source = await describeSource(context);
    const { rows, groups: _groups, ...figure } = result;
    context.print(
      context.json
        ? JSON.stringify(
            {
              ...figure,
              period: { from: formatInstant(span.from), to: formatInstant(span.to) },
              definition,
              reasons: tallyReasons(rows),
              ...(trend && { trend }),
              ...source,
              leftOut: register.leftOut.length,
              rows: rows.map(({ id, outcome }) => ({ id, ...outcome })),
            },
            null,
            2,
          )
        : format(result, definition, trend, source),
    );
    return 0;
  },
};

function chooseKpi(register: Register, wanted: string): string {
  const names = listKpis(register).map(({ name }) => name);
  if (names.includes(wanted)) return wanted;
  const near = suggest(wanted, names);
  throw new Failure(
    `There is no KPI ${wanted}.`,
    near ? `Did you mean ${near}?` : `There are: ${names.join(', ')}.`,
  );
}

/** The definition: the first paragraph of the KPI's page and its formula, or the milestones of one of the settings'. */
function readDefinition(name: string, { settings }: Register): string {
  const own = settings.kpi[name];
  if (own) return `${own.name}: from \`${own.from}\` to \`${own.to}\`, as sitrep.yaml defines it.`;
  const text = readFileSync(join(packageRoot, 'scripts/model/kpis', `${name}.md`), 'utf8');
  const [, paragraph = ''] = text.split('\n\n');
  const formula = /\| Formula\s*\| (.*?)\s*\|\n/.exec(text)?.[1] ?? '';
  return `${paragraph} Formula: ${formula}.`;
}

async function describeSource(context: Context): Promise<Source> {
  const repository = await openRepository(context.root);
  if ('none' in repository || repository.head === undefined) return { dirty: true };
  const dirty = await readDirtyPaths(repository);
  return { commit: repository.head, dirty: dirty.length > 0 };
}
