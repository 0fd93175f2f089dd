import type { Delivered } from '../../change/change.ts';
import type { DraftKind } from './importer.ts';
import type { Finding } from '../../model/register/finding.ts';
import type { ImportOutcome, ImportStep } from './steps.ts';

/** Output of `--json`, as in schemas/output/import.schema.json. */
export interface ImportResult {
  importer: string;
  sources: string[];
  dry_run: boolean;
  records: Record<DraftKind, number>;
  outcomes: Record<ImportOutcome, number>;
  /** All files except unchanged ones. */
  files: { path: string; outcome: ImportOutcome; why?: string }[];
  findings: Finding[];
  commit?: string | undefined;
  pushed?: boolean | undefined;
  pull_request?: string | undefined;
  open_at?: string | undefined;
  queued?: string | undefined;
}

/** Counts files by outcome. */
export function summarise(
  importer: string,
  sources: string[],
  dryRun: boolean,
  steps: readonly ImportStep[],
  findings: Finding[],
  { commit, pushed, pull_request, open_at, queued }: Delivered,
): ImportResult {
  const records = { incident: 0, maintenance: 0, service: 0, team: 0, settings: 0 };
  const outcomes: Record<ImportOutcome, number> = {
    created: 0,
    updated: 0,
    unchanged: 0,
    kept: 0,
    conflict: 0,
    overwritten: 0,
    settled: 0,
    older: 0,
    misnamed: 0,
  };
  const seen = new Set<string>();
  for (const { draft, outcome } of steps) {
    outcomes[outcome] += 1;
    const record = `${draft.kind} ${draft.id}`;
    if (!seen.has(record)) records[draft.kind] += 1;
    seen.add(record);
  }
  const files = steps
    .filter(({ outcome }) => outcome !== 'unchanged')
    .map(({ draft, outcome, why }) => ({
      path: draft.path,
      outcome,
      ...(why !== undefined && { why }),
    }));
  const result = { importer, sources, dry_run: dryRun, records, outcomes, files, findings };
  return { ...result, commit, pushed, pull_request, open_at, queued };
}

const verbs: Record<ImportOutcome, { done: string; would: string }> = {
  created: { done: 'created', would: 'would create' },
  updated: { done: 'updated', would: 'would update' },
  unchanged: { done: 'unchanged', would: 'unchanged' },
  kept: { done: 'kept with your edit', would: 'kept with your edit' },
  conflict: { done: 'conflict', would: 'conflict' },
  overwritten: { done: 'overwritten', would: 'would overwrite' },
  settled: {
    done: 'kept with your edit from now on',
    would: 'would keep with your edit from now on',
  },
  older: { done: 'newer than the source', would: 'newer than the source' },
  misnamed: { done: 'in the folder of another day', would: 'in the folder of another day' },
};

/** Formats the result for a terminal. Created and kept files, of which there can be thousands, are only counted. */
export function formatResult({
  records,
  outcomes,
  files,
  findings,
  dry_run,
}: ImportResult): string {
  const lines: string[] = [];
  for (const { level, path, pointer, message, help } of findings) {
    lines.push(
      `${level}: ${path}#${pointer ?? ''}: ${message}${help === undefined ? '' : ` ${help}`}`,
    );
  }
  const tense = dry_run ? 'would' : 'done';
  for (const { path, outcome, why } of files) {
    if (outcome === 'kept' || (outcome === 'created' && !dry_run)) continue;
    lines.push(`${verbs[outcome][tense]}: ${path}${why === undefined ? '' : ` (${why})`}`);
  }
  const counts = Object.entries(outcomes)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${verbs[outcome as ImportOutcome][tense]}`);
  lines.push(
    `${count(records.incident, 'incident')}, ${count(records.maintenance, 'maintenance')}, ${count(records.service, 'service')}. Files: ${counts.join(', ') || 'none'}.`,
  );
  if (outcomes.conflict > 0) {
    lines.push(
      'Files in conflict were not changed: --keep-edits keeps them, --overwrite takes the source.',
    );
  }
  return lines.join('\n');
}

function count(number: number, noun: string): string {
  const plural = noun === 'maintenance' ? 'maintenance windows' : `${noun}s`;
  return `${number} ${number === 1 ? (noun === 'maintenance' ? 'maintenance window' : noun) : plural}`;
}
