import { recoverClone } from '../../edges/git/recover.ts';
import { openRepository, type Repository } from '../../edges/git/repository.ts';
import { readMessage } from '../../model/text/read-message.ts';
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
import { requireInside } from '../../deliver/files.ts';
import { makeDurable, pushCommits, redoChange } from '../../deliver/redo.ts';
import { Failure, type Context } from '../../session/context.ts';

/** Resources of the only process that writes to a clone. */
export interface AlertWriter {
  context: Context;
  spool: Spool;
  metrics: Metrics;
  /** True to push commits and merge those of the remote. */
  push: boolean;
  /** The records as they were last read. */
  register: Register;
}

/** A batch of payloads that cannot be processed, because of a bug or of changed records. */
export class BatchError extends Error {}

/** Time in milliseconds by which an acknowledgement or a resolution may arrive before its trigger. */
const patienceMs = 15 * minute;

/**
 * Opens the clone, and completes what an interrupted process began.
 *
 * @throws {Failure} if the data root is not in a clone
 */
export async function openClone(context: Context): Promise<Repository> {
  const repository = await openRepository(context.root);
  if ('none' in repository) {
    throw new Failure(
      `Alerts cannot be committed: ${repository.none}.`,
      'Give the server a clone of its own, in which nobody else works.',
    );
  }
  await recoverClone(repository);
  return repository;
}

/**
 * Processes waiting payloads: plans the change, keeps it in a journal, writes and commits it, and only then
 * removes the payloads from the spool. If it is interrupted, the next run has the same result.
 *
 * @returns the number of processed payloads
 */
export async function writeBatch(writer: AlertWriter, names: readonly string[]): Promise<number> {
  const { context, spool, metrics } = writer;
  const repository = await openClone(context);
  await redoJournal(writer, repository);
  // Merges commits of others before it decides which incident an alert belongs to.
  await push(writer, repository);
  const { register } = await openRegister(context);
  writer.register = register;
  const now = Date.now();
  const { payloads, plan } = planBatch(writer, names, now);
  if (plan.change) {
    await writeJournal(spool.folder, makeDurable(plan.change));
    await redoJournal(writer, repository);
    await push(writer, repository);
  }
  const outcomes = [...plan.outcomes];
  for (const { outcome } of outcomes) metrics.count('sitrep_intake_signals_total', { outcome });
  metrics.count('sitrep_intake_incidents_total', {}, plan.opened.length);
  const finished = payloads.filter(({ received, signals }) => {
    const own = outcomes.splice(0, signals.length);
    const isEarly = own.some((one) => one.outcome === 'unmatched' && one.incident === undefined);
    return !isEarly || now - received >= patienceMs;
  });
  spool.finish(finished.map(({ name }) => name));
  return finished.length;
}

function planBatch(
  writer: AlertWriter,
  names: readonly string[],
  now: Instant,
): { payloads: SpooledSignals[]; plan: IntakePlan } {
  try {
    const payloads = readSignals(writer, names);
    const signals = payloads.flatMap((one) => one.signals);
    const { root } = writer.context;
    const plan = planIntake(root, writer.register, signals, now);
    // If this failed only when the files are written, the journal would block all other payloads.
    for (const { path } of plan.change?.files ?? []) requireInside(root, path);
    return { payloads, plan };
  } catch (error) {
    throw new BatchError(readMessage(error));
  }
}

/** Signals of a payload in the spool. */
interface SpooledSignals {
  name: string;
  received: number;
  signals: Signal[];
}

function readSignals({ spool, register }: AlertWriter, names: readonly string[]): SpooledSignals[] {
  return names.map((name) => {
    const spooled = spool.read(name);
    const source = findSource(spooled.source, register.settings);
    const reading = source && readPayload(source, spooled.payload, spooled.received);
    // The settings may have changed since the payload was accepted.
    const signals = reading && 'signals' in reading ? reading.signals : [];
    return { name, received: spooled.received, signals };
  });
}

/** Delivers the change in the journal, as far as that has not happened yet. */
async function redoJournal(
  { context, spool, metrics }: AlertWriter,
  repository: Repository,
): Promise<void> {
  const journal = readJournal(spool.folder);
  if (!journal) return;
  await redoChange(context.root, repository, journal);
  endJournal(spool.folder);
  metrics.set('sitrep_intake_committed_timestamp_seconds', Math.floor(Date.now() / 1000));
}

/** Pushes commits and merges those of others. A commit that cannot be pushed waits for the next push. */
export async function push(
  { context, metrics, push: isWanted }: AlertWriter,
  repository: Repository,
): Promise<void> {
  if (!isWanted) return;
  const pushed = await pushCommits(repository);
  metrics.set('sitrep_intake_unpushed', pushed.state === 'pushed' ? 0 : 1);
  if (pushed.state === 'queued') context.tell(`not pushed: ${pushed.reason}`);
  if (pushed.state === 'conflict') {
    context.tell(`not pushed: others also changed ${pushed.paths.join(', ')}`);
  }
}
