import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../edges/disk/package.ts';
import type { Register } from '../model/register/register.ts';

/** Reads the definition of a KPI: from its page in the package, or from the settings if it is one of theirs. */
export function readKpiDefinition(name: string, { settings }: Pick<Register, 'settings'>): string {
  const own = settings.kpi[name];
  if (own) return `${own.name}: from \`${own.from}\` to \`${own.to}\`, as defined in sitrep.yaml.`;
  const page = readFileSync(join(packageRoot, 'scripts/model/kpis', `${name}.md`), 'utf8');
  const [, paragraph = ''] = page.split('\n\n');
  const row = page.split('\n').find((line) => line.startsWith('| Formula '));
  const formula = row?.split('|')[2]?.trim() ?? '';
  return `${paragraph} Formula: ${formula}.`;
}
