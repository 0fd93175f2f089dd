import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDirtyPaths } from '../git/hashes.ts';
import { openRepository } from '../git/repository.ts';
import { computeKpis, listKpis, type KpiResult } from '../kpis/compute.ts';
import { formatValue } from '../kpis/format.ts';
import type { Unit } from '../kpis/kpi.ts';
import { packageRoot } from '../package.ts';
import { formatInstant } from '../register/instant.ts';
import type { Register } from '../register/register.ts';
import { suggest } from '../register/suggest.ts';
import { Failure, type Command, type Context, type ExitStatus } from './command.ts';
import { periodOption, readSpan } from './kpi.ts';
import { openRegister } from './open.ts';
import { formatTable } from './table.ts';

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
  async run(context, [wanted], { period }): Promise<ExitStatus> {
    const { register } = await openRegister(context);
    const name = chooseKpi(register, String(wanted));
    const span = readSpan(register, period, context.now);
    const [result] = computeKpis(register, { span, now: context.now, names: [name] });
    if (!result) throw new Failure(`${name} could not be computed.`);
    const definition = readDefinition(name, register);
    const source = await describeSource(context);
    const { rows, groups: _groups, ...figure } = result;
    context.print(
      context.json
        ? JSON.stringify(
            {
              ...figure,
              period: { from: formatInstant(span.from), to: formatInstant(span.to) },
              definition,
              ...source,
              rows: rows.map(({ id, outcome }) => ({ id, ...outcome })),
            },
            null,
            2,
          )
        : format(result, definition, source.commit ?? 'no commit', source.dirty),
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
  const text = readFileSync(join(packageRoot, 'scripts/kpis', `${name}.md`), 'utf8');
  const [, paragraph = ''] = text.split('\n\n');
  const formula = /\| Formula\s*\| (.*?)\s*\|\n/.exec(text)?.[1] ?? '';
  return `${paragraph} Formula: ${formula}.`;
}

async function describeSource(context: Context): Promise<{ commit?: string; dirty: boolean }> {
  const repository = await openRepository(context.root);
  if ('none' in repository || repository.head === undefined) return { dirty: true };
  const dirty = await readDirtyPaths(repository);
  return { commit: repository.head, dirty: dirty.length > 0 };
}

function format(result: KpiResult, definition: string, commit: string, dirty: boolean): string {
  const { title, unit, n, missing, excluded, mean, interval, rows } = result;
  const spread = interval
    ? ` (95 % interval ${formatValue(interval.low, unit)} – ${formatValue(interval.high, unit)})`
    : '';
  return [
    `${title}: ${formatValue(mean, unit)}${spread}, from ${n} rows; ${missing} missing, ${excluded} excluded`,
    '',
    definition,
    `Computed from ${commit}${dirty ? ', with files that are not committed as they are' : ''}.`,
    '',
    formatTable(
      [{ heading: 'value', figures: true }, { heading: 'row' }],
      rows.map(({ id, outcome }) => [describeOutcome(outcome, unit), id]),
    ),
  ].join('\n');
}

function describeOutcome(outcome: KpiResult['rows'][number]['outcome'], unit: Unit): string {
  if ('missing' in outcome) return `missing: ${outcome.missing}`;
  if ('excluded' in outcome) return `excluded: ${outcome.excluded}`;
  return formatValue(outcome.value, unit);
}
