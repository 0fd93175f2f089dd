import type { Draft, Importer, Wish } from './importer.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Register, Settings } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';
import { loadRegister } from '../../edges/disk/load.ts';
import { applyStep, findClash, fitsFolder, readFound } from './apply.ts';
import { readSource } from '../../session/source.ts';
import { formatResult, summarise } from './result.ts';
import { hashText, readState, writeState, type Imported, type State } from './state.ts';
import { decide, type Outcome, type Step } from './steps.ts';
import { describeRoot } from './wish.ts';
import { requireRoot } from '../../session/open.ts';
import { startProgress } from '../../session/progress.ts';
import { Failure, type Context } from '../../session/context.ts';
import type { CommandResult } from '../../session/result.ts';

export interface ImportRequest extends Pick<Wish, 'category' | 'channel'> {
  places: readonly string[];
  conflicts: 'report' | 'overwrite' | 'keep';
}

/** Reads the sources, decides about each file, writes what is to be written, and says what was done. */
export async function runImport(
  context: Context,
  importer: Importer,
  request: ImportRequest,
): Promise<CommandResult> {
  await requireRoot(context);
  const sources = [];
  for (const place of request.places) sources.push(await readSource(place));
  for (const { name, text } of sources) {
    const why = importer.recognise(text);
    if (why !== undefined) throw new Failure(`${name}: ${why}`, 'Nothing was imported.');
  }
  const loaded = await loadRegister(context.root);
  requireSettings(loaded.register);
  requireCategory(loaded.register, request.category);
  const state = readState(context.root);
  const { category, channel } = request;
  const wish = { ...describeRoot(loaded, state), category, channel, now: context.now };
  const { drafts, findings, page } = importer.read(sources, wish);
  state.page = page;
  const { settings } = loaded.register;
  const fitted = drafts.map(({ misnamed, ...draft }) =>
    misnamed === undefined || fitsFolder(context.root, settings, draft)
      ? draft
      : { ...draft, misnamed },
  );
  const steps = await carryOut(context, fitted, { state, settings }, request.conflicts);
  const result = summarise(
    importer.name,
    sources.map(({ name }) => name),
    context.dryRun,
    steps,
    findings,
  );
  const open = steps.some(({ outcome }) => outcome === 'conflict' || outcome === 'misnamed');
  const status = open || findings.some(({ level }) => level === 'error') ? 1 : 0;
  return { status, data: result, text: () => formatResult(result) };
}

/** The defaults would give every incident another severity than the one that it was imported with. */
function requireSettings({ leftOut }: Register): void {
  if (!leftOut.some(({ path }) => path === 'sitrep.yaml')) return;
  throw new Failure(
    'sitrep.yaml cannot be read, and what it says of severities decides what is imported.',
    '`sitrep validate` says what is wrong with it: mend it, then import again.',
  );
}

function requireCategory({ settings }: Register, category: string): void {
  const ids = settings.categories.map(({ id }) => id);
  if (ids.includes(category)) return;
  const near = suggest(category, ids);
  throw new Failure(
    `sitrep.yaml has no category \`${category}\` to put the incidents in.`,
    near
      ? `Did you mean --category ${near}?`
      : `Add it, or choose with --category: ${ids.join(', ')}.`,
  );
}

/** Decides about every draft and writes what is to be written; the state last, so that it never claims what is not there. */
async function carryOut(
  context: Context,
  drafts: readonly Draft[],
  { state, settings }: { state: State; settings: Settings },
  conflicts: ImportRequest['conflicts'],
): Promise<Step[]> {
  const { root, dryRun } = context;
  const progress = startProgress(context, 'Importing');
  const steps: Step[] = [];
  // Of a record's files none is older than the other.
  const before = new Map(state.records);
  const revived = conflicts === 'overwrite' ? findRevived(root, drafts, state) : new Set();
  try {
    for (const [index, draft] of drafts.entries()) {
      const found = readFound(root, draft.path);
      const name = nameRecord(draft);
      const record = state.records.get(name);
      const part = partOf(draft);
      const hashes = hashTexts(draft, found, record?.files[part]);
      const isDue = hashes.found === hashes.last && hashes.last !== hashes.wanted;
      const texts = {
        ...hashes,
        newer: findNewer(draft, before.get(name)),
        clash: isDue && found ? findClash(root, settings, draft) : undefined,
        revived: revived.has(name),
      };
      const step = decide(draft, texts, conflicts);
      steps.push(step);
      if (!dryRun && written.has(step.outcome)) await applyStep(root, step, found);
      if (step.remember !== undefined) {
        const files = { ...record?.files, [part]: step.remember };
        const isNewest = texts.newer === undefined || step.outcome === 'overwritten';
        const taken = isNewest && step.remember === hashes.wanted ? draft : record;
        const { owner, changed = record?.changed } = taken ?? {};
        state.records.set(name, { id: draft.id, owner, changed, files });
      }
      progress.advance(index + 1, drafts.length);
    }
  } finally {
    progress.end();
    if (!dryRun) await writeState(root, state);
  }
  return steps;
}

/** Names of the records that `--overwrite` brings back: a file of theirs was removed, and the source has changed it since. */
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

/** A file as it was written: Git may check it out with the line ends of Windows, and that is no edit. */
function unifyLineEnds(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(13)) return bytes;
  return Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

function nameRecord({ kind, key }: Draft): string {
  return `${kind} ${key}`;
}

/** When the source had changed the record that was imported, where the draft is older. */
function findNewer({ changed }: Draft, imported: Imported | undefined): Instant | undefined {
  const known = imported?.changed;
  return known !== undefined && changed !== undefined && changed < known ? known : undefined;
}

const written: ReadonlySet<Outcome> = new Set(['created', 'updated', 'overwritten']);

/** Name of the file in the state: it stays when the record's folder or file is renamed. */
function partOf({ kind, path }: Draft): string {
  return kind === 'incident' ? (path.split('/').at(-1) ?? path) : kind;
}
