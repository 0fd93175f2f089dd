import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDirtyPaths } from '../edges/git/hashes.ts';
import { openRepository } from '../edges/git/repository.ts';
import { computeKpis, findTrend, listKpis, type KpiResult } from '../model/kpis/compute.ts';
import { formatValue, sayUnknown } from '../model/kpis/format.ts';
import type { Unit } from '../model/kpis/kpi.ts';
import { packageRoot } from '../edges/disk/package.ts';
import { formatInstant } from '../model/time/instant.ts';
import type { Register } from '../model/register/register.ts';
import { suggest } from '../model/text/suggest.ts';
import type { Trend } from '../model/statistic/trend.ts';
import { Failure, type Command, type Context, type ExitStatus } from './command.ts';
import { periodOption, readSpan } from './kpi.ts';
import { openToTell } from '../session/open.ts';
import { formatTable } from '../outputs/views/table.ts';

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

interface Source {
  commit?: string;
  dirty: boolean;
}

async function describeSource(context: Context): Promise<Source> {
  const repository = await openRepository(context.root);
  if ('none' in repository || repository.head === undefined) return { dirty: true };
  const dirty = await readDirtyPaths(repository);
  return { commit: repository.head, dirty: dirty.length > 0 };
}

function format(
  result: KpiResult,
  definition: string,
  trend: Trend | undefined,
  { commit = 'no commit', dirty }: Source,
): string {
  const { title, unit, n, missing, excluded, unknown, mean, interval, rows } = result;
  const spread = interval
    ? ` (95 % interval ${formatValue(interval.low, unit)} – ${formatValue(interval.high, unit)})`
    : '';
  return [
    `${title}: ${formatValue(mean, unit)}${spread}, from ${n} ${n === 1 ? 'row' : 'rows'}; ${listFigure(`${missing} missing`, `${excluded} excluded`, sayUnknown(unknown))}`,
    ...tallyReasons(rows).map(
      ({ outcome, reason, rows: count }) => `  ${outcome}, ${count}: ${reason}`,
    ),
    '',
    definition,
    ...(result.method ? [methods[result.method]] : []),
    ...(result.median === undefined ? [] : [quantiles]),
    ...(trend ? [formatTrend(trend, unit)] : []),
    `Computed from ${commit}${dirty ? ', with files that are not committed as they are' : ''}.`,
    '',
    formatTable(
      [{ heading: 'value', figures: true }, { heading: 'row' }],
      rows.map(({ id, outcome }) => [describeOutcome(outcome, unit), id]),
    ),
  ].join('\n');
}

function formatTrend({ slope, low, high, points }: Trend, unit: Unit): string {
  const told = low > 0 ? 'it rises' : high < 0 ? 'it falls' : 'none that can be told from chance';
  const [change, least, most] = [slope, low, high].map((value) => formatValue(value, unit));
  return `Trend: ${told}; ${change} a month (95 % interval ${least} – ${most}; Theil and Sen, 1968, over ${points} months).`;
}

const methods = {
  wilson: 'Interval: Wilson’s score interval of a share (1927).',
  bootstrap:
    'Interval: bootstrap percentiles of the mean (Efron and Tibshirani, 1993; 2,000 resamples, a fixed seed),' +
    '\n  from 100 rows on by their Cornish–Fisher expansion (Hall, 1992) where it is as near.',
};
const quantiles = 'Median and P90: definition 7 of Hyndman and Fan (1996).';

/** Why rows have no value, and how many for each reason, the most frequent first. */
function tallyReasons(
  rows: KpiResult['rows'],
): { outcome: 'missing' | 'excluded'; reason: string; rows: number }[] {
  const tally = new Map<string, ReturnType<typeof tallyReasons>[number]>();
  for (const { outcome } of rows) {
    if ('value' in outcome) continue;
    const [kind, reason] =
      'missing' in outcome
        ? (['missing', outcome.missing] as const)
        : (['excluded', outcome.excluded] as const);
    const known = tally.get(`${kind}: ${reason}`);
    if (known) known.rows++;
    else tally.set(`${kind}: ${reason}`, { outcome: kind, reason, rows: 1 });
  }
  return [...tally.values()].sort((a, b) => b.rows - a.rows);
}

/** Parts of a line, without those that there is nothing to say of. */
function listFigure(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(', ');
}

function describeOutcome(outcome: KpiResult['rows'][number]['outcome'], unit: Unit): string {
  if ('missing' in outcome) return `missing: ${outcome.missing}`;
  if ('excluded' in outcome) return `excluded: ${outcome.excluded}`;
  return listFigure(formatValue(outcome.value, unit), sayUnknown(outcome.unknown));
}
