import { minute } from '../../model/time/duration.ts';
import { readMessage } from '../../model/text/read-message.ts';
import { BatchError, openClone, push, writeBatch, type AlertWriter } from './writer.ts';

/** Loop that writes accepted payloads to a clone while any are waiting. */
export interface AlertDrain {
  /** Wakes the loop after a payload was accepted. */
  wake: () => void;
  /** Names what is wrong; undefined if everything works. */
  findTrouble: () => string | undefined;
  /** Processes the waiting payloads a last time, and ends the loop. */
  stop: () => Promise<void>;
}

/** Maximum number of payloads in one commit. */
const maxBatch = 500;
/** Pause in milliseconds before a commit. Alerts come in bursts, and one commit takes many. */
const settleMs = 200;
/** Maximum pause in milliseconds after failures. */
const maxPauseMs = minute;
/** Time in milliseconds after which failures are reported as trouble. */
const toleratedMs = 5 * minute;

interface DrainState {
  writer: AlertWriter;
  /** Payloads that wait for a trigger that may still arrive. */
  parked: Set<string>;
  isStopping: boolean;
  /** Number of consecutive failures. */
  failures: number;
  /** Time of the first of them. */
  failingSince?: number;
  timer?: NodeJS.Timeout;
  running?: Promise<void>;
}

/** Starts the loop. No failure ends it: waiting payloads are retried at increasing intervals. */
export function startDrain(writer: AlertWriter): AlertDrain {
  const state: DrainState = { writer, parked: new Set(), isStopping: false, failures: 0 };
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
    state.writer.context.tell(`kept in the queue: ${readMessage(error)}`);
  });
}

/** Processes waiting payloads after a pause, unless that is already scheduled. */
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
  const { context, metrics } = state.writer;
  state.failures += 1;
  state.failingSince ??= Date.now();
  metrics.count('sitrep_intake_batches_total', { result: 'failed' });
  context.tell(`not committed: ${readMessage(error)}`);
}

/** Processes all waiting payloads, together with the parked ones. */
async function drain(state: DrainState): Promise<void> {
  const { parked, writer } = state;
  for (let fresh = listFresh(state); fresh.length > 0; fresh = listFresh(state)) {
    const names = fresh.slice(0, maxBatch);
    await processTogether(writer, [...[...parked].slice(0, maxBatch), ...names]);
    unparkFinished(state);
    const left = new Set(writer.spool.list());
    for (const name of names) if (left.has(name)) parked.add(name);
    state.failures = 0;
    delete state.failingSince;
  }
}

function listFresh({ writer, parked }: DrainState): string[] {
  return writer.spool.list().filter((name) => !parked.has(name));
}

function unparkFinished({ writer, parked }: DrainState): void {
  const left = new Set(writer.spool.list());
  for (const name of parked) if (!left.has(name)) parked.delete(name);
}

/** Processes payloads in one commit. If one of them blocks the others, finds it by processing each alone. */
async function processTogether(writer: AlertWriter, names: readonly string[]): Promise<void> {
  const { context, metrics, spool } = writer;
  try {
    await writeBatch(writer, names);
    metrics.count('sitrep_intake_batches_total', { result: 'done' });
  } catch (error) {
    if (!(error instanceof BatchError)) throw error;
    if (names.length > 1) {
      for (const name of names) await processTogether(writer, [name]);
      return;
    }
    context.tell(`cannot process ${names[0] ?? ''}, moved to failed: ${error.message}`);
    for (const name of names) spool.setAside(name);
    metrics.count('sitrep_intake_batches_total', { result: 'aside' });
  }
}

/** Pushes commits that could not be pushed before, and processes payloads whose trigger never arrived. */
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
  const { parked, writer } = state;
  if (parked.size > 0) {
    await writeBatch(writer, [...parked].slice(0, maxBatch));
    unparkFinished(state);
  } else await push(writer, await openClone(writer.context));
}
