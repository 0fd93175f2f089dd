import { recoverClone } from '../../edges/git/recover.ts';
import { openRepository, type Repository } from '../../edges/git/repository.ts';
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

/** Resources of the only writer of a clone. */
export interface Writing {
  context: Context;
  spool: Spool;
  metrics: Metrics;
  /** Whether commits are pushed, and the remote's are merged. */
  push: boolean;
  /** The records as they were last read. */
  register: Register;
}

/** Payloads that could be read and not decided: a bug, or records that changed. */
export class Undecided extends Error {}

/** Time in milliseconds by which an acknowledgement or a resolution may precede its trigger. */
const patience = 15 * minute;

/** Opens the clone, and completes what the previous process began. */
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
 * Processes waiting payloads: decides what they mean, keeps that in a journal, writes and commits it, and
 * only then removes them from the spool. If it is interrupted, the next run comes to the same result.
 *
 * @returns number of payloads that were processed
 */
export async function writeBatch(writing: Writing, names: readonly string[]): Promise<number> {
  const { context, spool, metrics } = writing;
  const repository = await openClone(context);
  await redo(writing, repository);
  // Merges what others pushed before it decides to which incident an alert belongs.
  await push(writing, repository);
  const { register } = await openRegister(context);
  writing.register = register;
  const now = Date.now();
  const { read, plan } = decide(writing, names, now);
  if (plan.change) {
    await writeJournal(spool.folder, makeDurable(plan.change));
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
    // Found only when it is written, it would block all others.
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

/** Delivers what the journal holds, as far as that is not done yet. */
async function redo({ context, spool, metrics }: Writing, repository: Repository): Promise<void> {
  const journal = readJournal(spool.folder);
  if (!journal) return;
  await redoChange(context.root, repository, journal);
  endJournal(spool.folder);
  metrics.set('sitrep_intake_committed_timestamp_seconds', Math.floor(Date.now() / 1000));
}

/** Pushes, and merges what others pushed. A commit that cannot be pushed now is pushed with the next. */
export async function push(
  { context, metrics, push: wanted }: Writing,
  repository: Repository,
): Promise<void> {
  if (!wanted) return;
  const pushed = await pushCommits(repository);
  metrics.set('sitrep_intake_unpushed', pushed.state === 'pushed' ? 0 : 1);
  if (pushed.state === 'queued') context.tell(`not pushed: ${pushed.reason}`);
  if (pushed.state === 'conflict') {
    context.tell(`not pushed: others changed ${pushed.paths.join(', ')} too`);
  }
}
