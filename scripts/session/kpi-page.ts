import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownToMdast, type MdastNode } from 'satteri';
import { packageRoot } from '../edges/disk/package.ts';
import type { Register } from '../model/register/register.ts';

/** Reads the definition of a KPI: from its page in the package, or from the settings if it is one of theirs. */
export function readKpiDefinition(name: string, { settings }: Pick<Register, 'settings'>): string {
  const own = settings.kpi.pairs[name];
  if (own) return `${own.name}: from \`${own.from}\` to \`${own.to}\`, as defined in sitrep.yaml.`;
  const page = readFileSync(join(packageRoot, 'scripts/model/kpis', `${name}.md`), 'utf8');
  const { measures, formula } = parseKpiPage(page);
  return `${measures} Formula: ${formula}.`;
}

/** Parses the page of a KPI: its first paragraph, and the formula in the first table. */
function parseKpiPage(page: string): { measures: string; formula: string } {
  const root = markdownToMdast(page);
  const children = root.type === 'root' ? root.children : [];
  const paragraph = children.find(({ type }) => type === 'paragraph');
  const table = children.find((node) => node.type === 'table');
  const rows = (table?.children ?? []).map((row) => row.children.map(formatInline));
  const [, formula] = rows.find(([name]) => name === 'Formula') ?? [];
  if (!paragraph || formula === undefined) {
    throw new Error('The page of a KPI needs a paragraph and a table with the row `Formula`.');
  }
  return { measures: formatInline(paragraph), formula };
}

/** Formats a node on one line for a terminal, with code in backticks and without other markup. */
function formatInline(node: MdastNode): string {
  if (node.type === 'inlineCode') return `\`${node.value}\``;
  if (node.type === 'break') return ' ';
  if ('children' in node) return node.children.map(formatInline).join('');
  return 'value' in node ? node.value.replaceAll('\n', ' ') : '';
}
