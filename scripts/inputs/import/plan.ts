import { dirname } from 'node:path';
import type { Change, FileChange } from '../../change/change.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Settings } from '../../model/register/register.ts';
import type { Overlay } from '../../edges/disk/preview.ts';
import type { RecordDraft } from './importer.ts';
import { findClash, readFound } from './existing.ts';
import { hashText, prepareState, type ImportedRecord, type ImportState } from './state.ts';
import { decide, type ImportOutcome, type ImportStep, type FileHashes } from './steps.ts';

/** Ways to resolve conflicts. */
export type Conflicts = 'report' | 'overwrite' | 'keep';

/** Step with the file and the hashes on which its decision is based. */
export interface PlannedStep extends ImportStep {
  found: Uint8Array | undefined;
  texts: FileHashes;
}

/** Decides about every draft, without writing anything. */
export function planSteps(
  root: string,
  settings: Settings,
  state: ImportState,
  drafts: readonly RecordDraft[],
  conflicts: Conflicts,
): PlannedStep[] {
  const restored = conflicts === 'overwrite' ? findRestored(root, drafts, state) : new Set();
  const planned = new Map<string, Uint8Array>();
  return drafts.map((draft) => {
    const found = readFound(root, draft.path);
    const record = state.records.get(nameRecord(draft));
    const hashes = hashTexts(draft, found, record?.files[partOf(draft)]);
    const isDue = hashes.found === hashes.last && hashes.last !== hashes.wanted;
    const texts: FileHashes = {
      ...hashes,
      newer: findNewer(draft, record),
      clash:
        isDue && found
          ? findClash(root, settings, draft, cutFolder(planned, draft.path))
          : undefined,
      restored: restored.has(nameRecord(draft)),
    };
    const step = decide(draft, texts, conflicts);
    if (written.has(step.outcome)) planned.set(draft.path, Buffer.from(draft.text));
    return { ...step, found, texts };
  });
}

/** Builds the change of an import. The state comes last, so that it never names files that are not on disk. */
export function prepareImport(
  name: string,
  state: ImportState,
  steps: readonly PlannedStep[],
): Change {
  const due = steps.filter((step) => written.has(step.outcome) || isUnfinished(step));
  const files = due.map(({ draft: { path, text }, found }): FileChange => ({
    path,
    text,
    ...(found && { expected: found }),
  }));
  const stateFile = prepareState(rememberSteps(state, steps));
  const { size } = new Set(due.map(({ draft }) => nameRecord(draft)));
  return {
    files: stateFile ? [...files, stateFile] : files,
    message:
      size === 0
        ? `Update the state of the import from ${name}`
        : `Import ${size} ${size === 1 ? 'record' : 'records'} from ${name}`,
    record: `import-${name}`,
  };
}

/** Checks whether an interrupted import wrote the file, which then belongs in this commit. */
function isUnfinished({ draft, outcome, remember, found, texts }: PlannedStep): boolean {
  const isForgotten = outcome === 'unchanged' && remember !== texts.last;
  return isForgotten && found !== undefined && Buffer.from(draft.text).equals(found);
}

/** Builds the state after these steps alone. */
export function rememberSteps(state: ImportState, steps: readonly PlannedStep[]): ImportState {
  const records = new Map(state.records);
  for (const { draft, outcome, remember, texts } of steps) {
    if (remember === undefined) continue;
    const record = records.get(nameRecord(draft));
    const files = { ...record?.files, [partOf(draft)]: remember };
    const isNewest = texts.newer === undefined || outcome === 'overwritten';
    const taken = isNewest && remember === texts.wanted ? draft : record;
    const { owner, changed = record?.changed } = taken ?? {};
    const imported = record?.imported ?? taken?.imported;
    records.set(nameRecord(draft), { id: draft.id, owner, changed, imported, files });
  }
  return { ...state, records };
}

/** Outcomes for which the file is written. */
export const written: ReadonlySet<ImportOutcome> = new Set(['created', 'updated', 'overwritten']);

function cutFolder(planned: Overlay, path: string): Overlay {
  const folder = `${dirname(path)}/`;
  return new Map([...planned].filter(([file]) => file.startsWith(folder)));
}

/** Finds the records that `--overwrite` restores: one of their files was removed, then changed in the source. */
function findRestored(
  root: string,
  drafts: readonly RecordDraft[],
  { records }: ImportState,
): Set<string> {
  const isTaken = (draft: RecordDraft): boolean => {
    const last = records.get(nameRecord(draft))?.files[partOf(draft)];
    const isChanged = last !== undefined && last !== hashText(draft.text);
    return isChanged && draft.misnamed === undefined && readFound(root, draft.path) === undefined;
  };
  return new Set(
    drafts
      .filter(({ hold }) => hold === 'source')
      .filter(isTaken)
      .map(nameRecord),
  );
}

function hashTexts({ text, former }: RecordDraft, found: Uint8Array | undefined, last?: string) {
  return {
    wanted: hashText(text),
    found: found && hashText(unifyLineEndings(found)),
    last,
    former: former === undefined ? undefined : hashText(former),
  };
}

/** Restores the original line endings: Git may check out a file with those of Windows, which is not an edit. */
function unifyLineEndings(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(13)) return bytes;
  return Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

function nameRecord({ kind, key }: RecordDraft): string {
  return `${kind} ${key}`;
}

/** Finds the time of the imported version in the source, if the draft is older. */
function findNewer(
  { changed }: RecordDraft,
  imported: ImportedRecord | undefined,
): Instant | undefined {
  const known = imported?.changed;
  return known !== undefined && changed !== undefined && changed < known ? known : undefined;
}

/** Names a file in the state, independently of the name of its folder. */
function partOf({ kind, path }: RecordDraft): string {
  return kind === 'incident' ? (path.split('/').at(-1) ?? path) : kind;
}
