import type { Change, Delivered } from '../../change/change.ts';
import { applyChange, listCommit, type DeliveryFlags } from '../../deliver/apply.ts';
import { deliver } from '../../deliver/deliver.ts';
import { holdsText } from '../../deliver/files.ts';
import type { RecordDraft, Importer, ImportContext } from './importer.ts';
import type { Register } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';
import { loadRegister } from '../../edges/disk/load.ts';
import { fitsFolder } from './existing.ts';
import { readSource } from '../../session/source.ts';
import { formatResult, summarise } from './result.ts';
import { planSteps, prepareImport, rememberSteps, written, type Conflicts } from './plan.ts';
import type { PlannedStep } from './plan.ts';
import { prepareState, readState, type ImportState } from './state.ts';
import { describeRoot } from './context.ts';
import { requireRoot } from '../../session/open.ts';
import { Failure, type Context } from '../../session/context.ts';
import type { CommandResult } from '../../session/result.ts';

/** Sources and options of an import. */
export interface ImportRequest extends Pick<ImportContext, 'category' | 'channel'> {
  places: readonly string[];
  conflicts: Conflicts;
  /** Options that choose how the import is delivered. */
  delivery: DeliveryFlags;
}

/** Reads the sources, decides about each file, delivers what is to be written, and reports the result. */
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
  const { register } = loaded;
  requireSettings(register);
  requireCategory(register, request.category);
  const state = readState(context.root);
  const { category, channel } = request;
  const importContext = { ...describeRoot(loaded, state), category, channel, now: context.now };
  const { drafts, findings, page } = importer.read(sources, importContext);
  state.page = page;
  const { settings } = register;
  const fitted = drafts.map((draft) => fitDraft(context.root, settings, draft));
  const steps = planSteps(context.root, settings, state, fitted, request.conflicts);
  const change = prepareImport(importer.name, state, steps);
  const delivered = await deliverImport(context, register, change, { state, steps }, request);
  const names = sources.map(({ name }) => name);
  const result = summarise(importer.name, names, context.dryRun, steps, findings, delivered);
  const open = steps.some(({ outcome }) => outcome === 'conflict' || outcome === 'misnamed');
  const status = open || findings.some(({ level }) => level === 'error') ? 1 : 0;
  return {
    status,
    data: result,
    text: () => formatResult(result),
    notes: listCommit(delivered),
  };
}

/** Removes the reason why a record does not fit its folder, if it fits after all. */
function fitDraft(
  root: string,
  settings: Register['settings'],
  { misnamed, ...draft }: RecordDraft,
): RecordDraft {
  if (misnamed === undefined || fitsFolder(root, settings, draft)) return draft;
  return { ...draft, misnamed };
}

/**
 * Delivers an import. If it fails midway, the state remembers what was written, so that the next import
 * does not take it for edits.
 */
async function deliverImport(
  context: Context,
  register: Register,
  change: Change,
  { state, steps }: { state: ImportState; steps: readonly PlannedStep[] },
  { delivery }: ImportRequest,
): Promise<Delivered> {
  if (change.files.length === 0) return { paths: [] };
  try {
    return await applyChange(context, register, change, delivery);
  } catch (error) {
    const done = steps.filter(
      ({ draft, outcome }) =>
        written.has(outcome) && holdsText(context.root, draft.path, draft.text),
    );
    const file = done.length === 0 ? undefined : prepareState(rememberSteps(state, done));
    // Report the original failure even if the state cannot be written either.
    if (file)
      await deliver(context, register, { ...change, files: [file] }, 'files').catch(
        () => undefined,
      );
    throw error;
  }
}

/** Requires readable settings: the defaults would give every incident another severity. */
function requireSettings({ leftOut }: Register): void {
  if (!leftOut.some(({ path }) => path === 'sitrep.yaml')) return;
  throw new Failure(
    'sitrep.yaml cannot be read, and its severities decide what is imported.',
    'Run `sitrep validate`, fix what it reports, then import again.',
  );
}

function requireCategory({ settings }: Register, category: string): void {
  const ids = settings.categories.map(({ id }) => id);
  if (ids.includes(category)) return;
  const near = suggest(category, ids);
  throw new Failure(
    `sitrep.yaml has no category \`${category}\`.`,
    near
      ? `Did you mean --category ${near}?`
      : `Add it, or use one of these with --category: ${ids.join(', ')}.`,
  );
}
