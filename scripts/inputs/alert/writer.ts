import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { commitPaths, formatMessage } from '../../edges/git/commit.ts';
import { pushHead } from '../../edges/git/push.ts';
import { recoverClone } from '../../edges/git/recover.ts';
import { openRepository, type Repository } from '../../edges/git/repository.ts';
import { nameWritten } from '../../edges/disk/write.ts';
import { minute } from '../../model/time/duration.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Register } from '../../model/register/register.ts';
import type { Signal } from './senders/signal.ts';
import { endJournal, readJournal, writeJournal } from '../../edges/server/journal.ts';
import type { Metrics } from '../../edges/server/metrics.ts';
import type { Spool } from '../../edges/server/spool.ts';
import { findSource, readPayload } from './payload.ts';
import { planIntake, type IntakePlan } from './plan.ts';
import { openRegister } from '../../session/open.ts';
import { requireInside, writeFiles } from '../../deliver/files.ts';
import { Failure, type Context } from '../../session/context.ts';

/** What the one that writes into the clone works with. */
export interface Writing {
  context: Context;
  spool: Spool;
  metrics: Metrics;
  /** Whether commits are pushed; the remote's are fetched by the same way. */
  push: boolean;
  /** The settings as they were last read. */
  register: Register;
}

/** Payloads of which nothing can be decided, though each could be read: a bug, or records that are not what they were. */
export class Undecided extends Error {}

/** An acknowledgement or a resolution may come before its trigger by so much. */
const patience = 15 * minute;

/** Opens the clone and ends what the process before began. */
export async function openClone(context: Context): Promise<Repository> {
  const repository = await openRepository(context.root);
  if ('none' in repository) {
    throw new Failure(
      `Alerts cannot be committed: ${repository.none}.`,
      'Give it a clone of its own, in which nobody else works.',
    );
  }
  await recoverClone(repository);
  return repository;
}

/**
 * Deals with everything that waits: what it means is decided, kept in a journal, written, committed, and
 * only then does it leave the spool. Ended at any point, the next run comes to the same.
 *
 * @returns how many payloads it dealt with
 */
export async function writeBatch(writing: Writing, names: readonly string[]): Promise<number> {
  const { context, spool, metrics } = writing;
  const repository = await openClone(context);
  await redo(writing, repository);
  // What others pushed meanwhile is merged before it is decided to which incident an alert belongs.
  await push(writing, repository);
  const { register } = await openRegister(context);
  writing.register = register;
  const now = Date.now();
  const { read, plan } = decide(writing, names, now);
  if (plan.change) {
    const { message, incident } = plan.change;
    const files = plan.change.files.map(({ path, text = '' }) => ({ path, text }));
    const trailers: [string, string][] = incident === undefined ? [] : [['Incident', incident]];
    await writeJournal(spool.folder, { files, message: formatMessage(message, trailers) });
    await redo(writing, repository);
    await push(writing, repository);
  }
  const outcomes = [...plan.outcomes];
  for (const { outcome } of outcomes) metrics.count('sitrep_intake_signals_total', { outcome });
  metrics.count('sitrep_intake_incidents_total', {}, plan.opened.length);
  const done = read.filter(({ received, signals }) => {
    const own = outcomes.splice(0, signals.length);
    const isEarly = own.some((one) => one.outcome === 'unmatched' && one.incident === undefined);
    const waits = isEarly && now - received < patience;
    return !waits;
  });
  spool.finish(done.map(({ name }) => name));
  return done.length;
}

function decide(
  writing: Writing,
  names: readonly string[],
  now: Instant,
): { read: Read[]; plan: IntakePlan } {
  try {
    const read = readSignals(writing, names);
    const signals = read.flatMap((one) => one.signals);
    const { root } = writing.context;
    const plan = planIntake(root, writing.register, signals, now);
    // Found out while it is written, it would stand in the way of all others.
    for (const { path } of plan.change?.files ?? []) requireInside(root, path);
    return { read, plan };
  } catch (error) {
    throw new Undecided(error instanceof Error ? error.message : String(error));
  }
}

interface Read {
  name: string;
  received: number;
  signals: Signal[];
}

function readSignals({ spool, register }: Writing, names: readonly string[]): Read[] {
  return names.map((name) => {
    const spooled = spool.read(name);
    const source = findSource(spooled.source, register.settings);
    const reading = source && readPayload(source, spooled.payload, spooled.received);
    // The settings may have changed since it was accepted.
    const signals = reading && 'signals' in reading ? reading.signals : [];
    return { name, received: spooled.received, signals };
  });
}

/** Writes and commits what the journal holds, as far as that is not done yet. */
async function redo({ context, spool, metrics }: Writing, repository: Repository): Promise<void> {
  const journal = readJournal(spool.folder);
  if (!journal) return;
  for (const file of journal.files) {
    removeLeftovers(join(context.root, file.path));
    if (readText(join(context.root, file.path)) !== file.text) {
      await writeFiles(context.root, [file]);
    }
  }
  await commitPaths(
    repository,
    journal.files.map(({ path }) => path),
    journal.message,
  );
  endJournal(spool.folder);
  metrics.set('sitrep_intake_committed_timestamp_seconds', Math.floor(Date.now() / 1000));
}

/** What a write that was killed left beside its file. */
function removeLeftovers(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (nameWritten(name) === basename(path)) rmSync(join(folder, name), { force: true });
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Pushes, and merges what others pushed; a commit that cannot go now goes with the next. */
export async function push(
  { context, metrics, push: wanted }: Writing,
  repository: Repository,
): Promise<void> {
  if (!wanted) return;
  const pushed = await pushHead(repository);
  metrics.set('sitrep_intake_unpushed', pushed.state === 'pushed' ? 0 : 1);
  if (pushed.state === 'queued') context.tell(`not pushed: ${pushed.reason}`);
  if (pushed.state === 'conflict') {
    context.tell(`not pushed: others changed ${pushed.paths.join(', ')} too`);
  }
}
