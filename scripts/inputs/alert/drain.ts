import { minute } from '../../model/time/duration.ts';
import { Undecided, openClone, push, writeBatch, type Writing } from './writer.ts';

/** The one writer at work: it runs while anything waits. */
export interface Draining {
  /** Something was accepted. */
  wake: () => void;
  /** What is wrong, in a word; undefined while all is well. */
  findTrouble: () => string | undefined;
  /** Deals with what waits once more, and ends. */
  stop: () => Promise<void>;
}

/** So many payloads are dealt with in one commit. */
const mostTogether = 500;
/** Alerts come in crowds: a moment's wait makes one commit of many. */
const settle = 200;
const longestPause = minute;

/** Starts the writer. Nothing that fails ends it: what waits is tried again, at longer and longer intervals. */
export function startDraining(writing: Writing): Draining {
  const { spool, metrics, context } = writing;
  /** Payloads that wait for a trigger which may come yet. */
  const parked = new Set<string>();
  let stopping = false;
  let failures = 0;
  let failing: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  const listFresh = (): string[] => spool.list().filter((name) => !parked.has(name));

  async function drain(): Promise<void> {
    for (let fresh = listFresh(); fresh.length > 0; fresh = listFresh()) {
      const names = fresh.slice(0, mostTogether);
      await deal([...[...parked].slice(0, mostTogether), ...names]);
      const left = new Set(spool.list());
      for (const name of parked) if (!left.has(name)) parked.delete(name);
      for (const name of names) if (left.has(name)) parked.add(name);
      failures = 0;
      failing = undefined;
    }
  }

  async function deal(names: readonly string[]): Promise<void> {
    try {
      await writeBatch(writing, names);
      metrics.count('sitrep_intake_batches_total', { result: 'done' });
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      // One of them is in the way of the others: it is found by taking each alone.
      if (names.length > 1) for (const name of names) await deal([name]);
      else {
        context.tell(`${names[0] ?? ''} is put aside: ${error.message}`);
        for (const name of names) spool.setAside(name);
        metrics.count('sitrep_intake_batches_total', { result: 'aside' });
      }
    }
  }

  function plan(wait: number): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      running ??= drain()
        .catch((error: unknown) => {
          failures += 1;
          failing ??= Date.now();
          metrics.count('sitrep_intake_batches_total', { result: 'failed' });
          context.tell(`not committed: ${error instanceof Error ? error.message : String(error)}`);
        })
        .finally(() => {
          running = undefined;
          if (stopping || listFresh().length === 0) return;
          plan(failures === 0 ? settle : Math.min(longestPause, 1000 * 2 ** (failures - 1)));
        });
    }, wait);
  }

  // What could not be pushed, and what waited long enough for its trigger, is looked at now and then.
  const tick = setInterval(() => {
    if (running || stopping) return;
    running = tidy(writing, parked)
      .catch(() => undefined)
      .finally(() => {
        running = undefined;
        if (listFresh().length > 0) plan(settle);
      });
  }, minute);

  return {
    wake() {
      if (!stopping && !running) plan(settle);
    },
    findTrouble() {
      return failing !== undefined && Date.now() - failing > 5 * minute
        ? 'not committing'
        : undefined;
    },
    async stop() {
      stopping = true;
      clearInterval(tick);
      clearTimeout(timer);
      await running;
      await drain().catch((error: unknown) => {
        context.tell(
          `kept in the spool: ${error instanceof Error ? error.message : String(error)}`,
        );
      });
    },
  };
}

async function tidy(writing: Writing, parked: Set<string>): Promise<void> {
  if (parked.size > 0) {
    await writeBatch(writing, [...parked].slice(0, mostTogether));
    const left = new Set(writing.spool.list());
    for (const name of parked) if (!left.has(name)) parked.delete(name);
  } else await push(writing, await openClone(writing.context));
}
