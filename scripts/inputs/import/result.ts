import type { DraftKind } from './importer.ts';
import type { Finding } from '../../model/register/finding.ts';
import type { Outcome, Step } from './steps.ts';

/** What `--json` prints: schemas/output/import.schema.json. */
export interface Result {
  importer: string;
  sources: string[];
  dry_run: boolean;
  records: Record<DraftKind, number>;
  outcomes: Record<Outcome, number>;
  /** All files but those that stay as they were. */
  files: { path: string; outcome: Outcome; why?: string }[];
  findings: Finding[];
}

/** Counts what became of every file. */
export function summarise(
  importer: string,
  sources: string[],
  dryRun: boolean,
  steps: readonly Step[],
  findings: Finding[],
): Result {
  const records = { incident: 0, maintenance: 0, service: 0, team: 0, settings: 0 };
  const outcomes: Record<Outcome, number> = {
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
  return { importer, sources, dry_run: dryRun, records, outcomes, files, findings };
}

const verbs: Record<Outcome, { done: string; would: string }> = {
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

/** Lists what somebody may want to look at; created and kept files, of which there may be thousands, are counted. */
export function formatResult({
  records,
  outcomes,
  files,
  findings,
  dry_run: dryRun,
}: Result): string {
  const lines: string[] = [];
  for (const { level, path, pointer, message, help } of findings) {
    lines.push(
      `${level}: ${path}#${pointer ?? ''}: ${message}${help === undefined ? '' : ` ${help}`}`,
    );
  }
  const tense = dryRun ? 'would' : 'done';
  for (const { path, outcome, why } of files) {
    if (outcome === 'kept' || (outcome === 'created' && !dryRun)) continue;
    lines.push(`${verbs[outcome][tense]}: ${path}${why === undefined ? '' : ` (${why})`}`);
  }
  const counts = Object.entries(outcomes)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${verbs[outcome as Outcome][tense]}`);
  lines.push(
    `${count(records.incident, 'incident')}, ${count(records.maintenance, 'maintenance')}, ${count(records.service, 'service')}. Files: ${counts.join(', ') || 'none'}.`,
  );
  if (outcomes.conflict > 0) {
    lines.push(
      'Where it says conflict your file was left as it is: --keep-edits keeps it so, --overwrite takes the source.',
    );
  }
  return lines.join('\n');
}

function count(number: number, noun: string): string {
  const plural = noun === 'maintenance' ? 'maintenance windows' : `${noun}s`;
  return `${number} ${number === 1 ? (noun === 'maintenance' ? 'maintenance window' : noun) : plural}`;
}
