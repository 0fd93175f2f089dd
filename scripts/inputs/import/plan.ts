import { dirname } from 'node:path';
import type { Change, FileChange } from '../../change/change.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Settings } from '../../model/register/register.ts';
import type { Overlay } from '../../edges/disk/preview.ts';
import type { Draft } from './importer.ts';
import { findClash, readFound } from './found.ts';
import { hashText, prepareState, type Imported, type State } from './state.ts';
import { decide, type Outcome, type Step, type Texts } from './steps.ts';

/** How conflicts are decided. */
export type Conflicts = 'report' | 'overwrite' | 'keep';

/** A step with the file and the hashes that it was decided from. */
export interface PlannedStep extends Step {
  found: Uint8Array | undefined;
  texts: Texts;
}

/** Decides about every draft, without writing anything. */
export function planSteps(
  root: string,
  settings: Settings,
  state: State,
  drafts: readonly Draft[],
  conflicts: Conflicts,
): PlannedStep[] {
  const revived = conflicts === 'overwrite' ? findRevived(root, drafts, state) : new Set();
  const planned = new Map<string, Uint8Array>();
  return drafts.map((draft) => {
    const found = readFound(root, draft.path);
    const record = state.records.get(nameRecord(draft));
    const hashes = hashTexts(draft, found, record?.files[partOf(draft)]);
    const isDue = hashes.found === hashes.last && hashes.last !== hashes.wanted;
    const texts: Texts = {
      ...hashes,
      newer: findNewer(draft, record),
      clash:
        isDue && found
          ? findClash(root, settings, draft, cutFolder(planned, draft.path))
          : undefined,
      revived: revived.has(nameRecord(draft)),
    };
    const step = decide(draft, texts, conflicts);
    if (written.has(step.outcome)) planned.set(draft.path, Buffer.from(draft.text));
    return { ...step, found, texts };
  });
}

/** Makes the change of an import. The state comes last, so that it never claims what is not on disk. */
export function prepareImport(name: string, state: State, steps: readonly PlannedStep[]): Change {
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

/** Whether an import that was interrupted wrote the file: then it belongs into this one's commit. */
function isUnfinished({ draft, outcome, remember, found, texts }: PlannedStep): boolean {
  const isForgotten = outcome === 'unchanged' && remember !== texts.last;
  return isForgotten && found !== undefined && Buffer.from(draft.text).equals(found);
}

/** Makes the state of what remains imported if only these steps are taken. */
export function rememberSteps(state: State, steps: readonly PlannedStep[]): State {
  const records = new Map(state.records);
  for (const { draft, outcome, remember, texts } of steps) {
    if (remember === undefined) continue;
    const record = records.get(nameRecord(draft));
    const files = { ...record?.files, [partOf(draft)]: remember };
    const isNewest = texts.newer === undefined || outcome === 'overwritten';
    const taken = isNewest && remember === texts.wanted ? draft : record;
    const { owner, changed = record?.changed } = taken ?? {};
    records.set(nameRecord(draft), { id: draft.id, owner, changed, files });
  }
  return { ...state, records };
}

/** Outcomes for which the file is written. */
export const written: ReadonlySet<Outcome> = new Set(['created', 'updated', 'overwritten']);

function cutFolder(planned: Overlay, path: string): Overlay {
  const folder = `${dirname(path)}/`;
  return new Map([...planned].filter(([file]) => file.startsWith(folder)));
}

/** Finds the records that `--overwrite` restores: one of their files was removed, and the source has changed it since. */
function findRevived(root: string, drafts: readonly Draft[], { records }: State): Set<string> {
  const isTaken = (draft: Draft): boolean => {
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

function hashTexts({ text, former }: Draft, found: Uint8Array | undefined, last?: string) {
  return {
    wanted: hashText(text),
    found: found && hashText(unifyLineEnds(found)),
    last,
    former: former === undefined ? undefined : hashText(former),
  };
}

/** Restores the line ends that were written: Git may check a file out with those of Windows, which is no edit. */
function unifyLineEnds(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(13)) return bytes;
  return Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

function nameRecord({ kind, key }: Draft): string {
  return `${kind} ${key}`;
}

/** Finds when the source had changed the record that was imported, if the draft is older. */
function findNewer({ changed }: Draft, imported: Imported | undefined): Instant | undefined {
  const known = imported?.changed;
  return known !== undefined && changed !== undefined && changed < known ? known : undefined;
}

/** Names a file in the state: the name stays if the record's folder or file is renamed. */
function partOf({ kind, path }: Draft): string {
  return kind === 'incident' ? (path.split('/').at(-1) ?? path) : kind;
}
