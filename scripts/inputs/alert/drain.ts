import { minute } from '../../model/time/duration.ts';
import { readMessage } from '../../model/text/read-message.ts';
import { Undecided, openClone, push, writeBatch, type Writing } from './writer.ts';

/** The running writer of a clone: it works while anything waits. */
export interface Draining {
  /** Wakes the writer after a payload was accepted. */
  wake: () => void;
  /** Names what is wrong; undefined while all is well. */
  findTrouble: () => string | undefined;
  /** Processes what waits once more, and ends. */
  stop: () => Promise<void>;
}

/** Maximum number of payloads in one commit. */
const maxBatch = 500;
/** Pause in milliseconds before a commit: alerts come in crowds, and one commit takes many. */
const settleMs = 200;
const maxPauseMs = minute;
/** Time in milliseconds for which failures are expected to pass by themselves. */
const toleratedMs = 5 * minute;

interface DrainState {
  writing: Writing;
  /** Payloads that wait for a trigger which may still come. */
  parked: Set<string>;
  isStopping: boolean;
  /** Failures in a row. */
  failures: number;
  /** When the first of them happened. */
  failingSince?: number;
  timer?: NodeJS.Timeout;
  running?: Promise<void>;
}

/** Starts the writer. No failure ends it: what waits is tried again, at increasing intervals. */
export function startDraining(writing: Writing): Draining {
  const state: DrainState = { writing, parked: new Set(), isStopping: false, failures: 0 };
  const tick = setInterval(() => {
    runTidy(state);
  }, minute);
  return {
    wake: () => {
      if (!state.isStopping && !state.running) schedule(state, settleMs);
    },
    findTrouble: () => findTrouble(state),
    stop: () => {
      clearInterval(tick);
      return stop(state);
    },
  };
}

function findTrouble({ failingSince = Infinity }: DrainState): string | undefined {
  return Date.now() - failingSince > toleratedMs ? 'not committing' : undefined;
}

async function stop(state: DrainState): Promise<void> {
  state.isStopping = true;
  clearTimeout(state.timer);
  await state.running;
  await drain(state).catch((error: unknown) => {
    state.writing.context.tell(`kept in the spool: ${readMessage(error)}`);
  });
}

/** Drains after a pause, unless that is planned already. */
function schedule(state: DrainState, pauseMs: number): void {
  state.timer ??= setTimeout(() => {
    delete state.timer;
    state.running ??= drain(state)
      .catch((error: unknown) => {
        noteFailure(state, error);
      })
      .finally(() => {
        delete state.running;
        if (!state.isStopping && listFresh(state).length > 0) schedule(state, findPause(state));
      });
  }, pauseMs);
}

function findPause({ failures }: DrainState): number {
  return failures === 0 ? settleMs : Math.min(maxPauseMs, 1000 * 2 ** (failures - 1));
}

function noteFailure(state: DrainState, error: unknown): void {
  const { context, metrics } = state.writing;
  state.failures += 1;
  state.failingSince ??= Date.now();
  metrics.count('sitrep_intake_batches_total', { result: 'failed' });
  context.tell(`not committed: ${readMessage(error)}`);
}

/** Processes everything that waits, together with what is parked. */
async function drain(state: DrainState): Promise<void> {
  const { parked, writing } = state;
  for (let fresh = listFresh(state); fresh.length > 0; fresh = listFresh(state)) {
    const names = fresh.slice(0, maxBatch);
    await processTogether(writing, [...[...parked].slice(0, maxBatch), ...names]);
    unparkFinished(state);
    const left = new Set(writing.spool.list());
    for (const name of names) if (left.has(name)) parked.add(name);
    state.failures = 0;
    delete state.failingSince;
  }
}

function listFresh({ writing, parked }: DrainState): string[] {
  return writing.spool.list().filter((name) => !parked.has(name));
}

function unparkFinished({ writing, parked }: DrainState): void {
  const left = new Set(writing.spool.list());
  for (const name of parked) if (!left.has(name)) parked.delete(name);
}

/** Processes payloads in one commit. If one of them blocks the others, finds it by taking each alone. */
async function processTogether(writing: Writing, names: readonly string[]): Promise<void> {
  const { context, metrics, spool } = writing;
  try {
    await writeBatch(writing, names);
    metrics.count('sitrep_intake_batches_total', { result: 'done' });
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    if (names.length > 1) {
      for (const name of names) await processTogether(writing, [name]);
      return;
    }
    context.tell(`${names[0] ?? ''} is put aside: ${error.message}`);
    for (const name of names) spool.setAside(name);
    metrics.count('sitrep_intake_batches_total', { result: 'aside' });
  }
}

/** Looks now and then at what could not be pushed, and at what has waited long enough for its trigger. */
function runTidy(state: DrainState): void {
  if (state.running || state.isStopping) return;
  state.running = tidy(state)
    .catch(() => undefined)
    .finally(() => {
      delete state.running;
      if (listFresh(state).length > 0) schedule(state, settleMs);
    });
}

async function tidy(state: DrainState): Promise<void> {
  const { parked, writing } = state;
  if (parked.size > 0) {
    await writeBatch(writing, [...parked].slice(0, maxBatch));
    unparkFinished(state);
  } else await push(writing, await openClone(writing.context));
}
