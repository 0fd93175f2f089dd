import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../disk/write.ts';
import { day, hour, minute } from '../../model/time/duration.ts';
import type { Instant } from '../../model/time/instant.ts';

/** A payload that was accepted: it is on disk, and leaves the spool only when it stands in a commit. */
export interface Spooled {
  /** Name of its file: when it came, and what tells its delivery from others. */
  name: string;
  source: string;
  received: Instant;
  payload: unknown;
}

/** What is said of a delivery. */
export type Accepted = 'accepted' | 'again' | 'full';

/** A folder in which accepted payloads wait, and in which those that were dealt with are remembered. */
export interface Spool {
  folder: string;
  /** Keeps a payload durably before it returns; one that was delivered before is not kept twice. */
  accept(delivery: Delivery): Promise<Accepted>;
  /** What waits, oldest first. */
  list(): string[];
  read(name: string): Spooled;
  /** Remembers that it was dealt with. */
  finish(names: readonly string[]): void;
  /** Puts aside what cannot be dealt with, for a person to look at. */
  setAside(name: string): void;
  size(): number;
  /** How many were put aside. */
  countAside(): number;
}

export interface Delivery {
  source: string;
  received: Instant;
  /** The body, as it was sent. */
  text: string;
  /** The sender's own name of the delivery, where it gives one. */
  key?: string;
}

/**
 * Opens the spool of a folder, with all that it held when the process before ended, however it ended.
 *
 * @param most how many payloads may wait
 */
export function openSpool(folder: string, most = 10_000): Spool {
  // Payloads may say what nobody else on the machine should read.
  for (const name of ['in', 'done', 'failed']) {
    mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
  }
  writeFileSync(join(folder, '.gitignore'), '*\n');
  // What a process that was killed was writing beside the journal.
  for (const name of readdirSync(folder)) {
    if (/^\..+\.tmp$/.test(name)) rmSync(join(folder, name));
  }
  const waiting = new Set<string>();
  /** Delivery → when it came, for those that wait and those that are done. */
  const known = new Map<string, Instant>();
  const pending = new Map<string, Promise<Accepted>>();
  let prunedAt = 0;
  for (const place of ['done', 'in']) {
    for (const name of readdirSync(join(folder, place))) {
      const { delivery, received } = parseName(name) ?? {};
      // What was being written when the process ended was never answered.
      if (delivery === undefined || received === undefined) rmSync(join(folder, place, name));
      else known.set(delivery, received);
      if (delivery !== undefined && place === 'in') waiting.add(name);
    }
  }

  async function keep(delivery: string, { source, received, text }: Delivery): Promise<Accepted> {
    const name = `${String(received).padStart(14, '0')}-${delivery}.json`;
    const path = join(folder, 'in', name);
    await writeFileAtomic(path, `${JSON.stringify({ source, received })}\n${text}`);
    waiting.add(name);
    known.set(delivery, received);
    return 'accepted';
  }

  return {
    folder,
    async accept(given) {
      const delivery = nameDelivery(given);
      const running = pending.get(delivery);
      if (running) return (await running) === 'full' ? 'full' : 'again';
      const before = known.get(delivery);
      if (before !== undefined && given.received - before < lifeOf(delivery)) return 'again';
      if (waiting.size + pending.size >= most) return 'full';
      const kept = keep(delivery, given);
      pending.set(delivery, kept);
      try {
        return await kept;
      } finally {
        pending.delete(delivery);
      }
    },
    list: () => [...waiting].sort(),
    read(name) {
      const text = readFileSync(join(folder, 'in', name), 'utf8');
      const end = text.indexOf('\n');
      const { source, received } = JSON.parse(text.slice(0, end)) as Pick<
        Spooled,
        'source' | 'received'
      >;
      return { name, source, received, payload: JSON.parse(text.slice(end + 1)) as unknown };
    },
    finish(names) {
      for (const name of names) {
        renameSync(join(folder, 'in', name), join(folder, 'done', name));
        waiting.delete(name);
      }
      const newest = Number(names.at(-1)?.slice(0, 14) ?? 0);
      if (newest - prunedAt < hour) return;
      prunedAt = newest;
      prune(folder, known, newest);
    },
    setAside(name) {
      renameSync(join(folder, 'in', name), join(folder, 'failed', name));
      waiting.delete(name);
    },
    size: () => waiting.size,
    countAside: () => readdirSync(join(folder, 'failed')).length,
  };
}

/**
 * A delivery that its sender named is the same within a day. One that it did not is told by its bytes,
 * and for two minutes: a tool that tells no time sends the same bytes when it fires again.
 */
function lifeOf(delivery: string): number {
  return delivery.startsWith('k') ? day : 2 * minute;
}

function nameDelivery({ source, key, text }: Delivery): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([source, key ?? text]))
    .digest('hex');
  return `${key === undefined ? 'b' : 'k'}${hash.slice(0, 32)}`;
}

function parseName(name: string): { received: Instant; delivery: string } | undefined {
  const [, received, delivery] = /^(\d{14})-([bk][0-9a-f]{32})\.json$/.exec(name) ?? [];
  return received === undefined || delivery === undefined
    ? undefined
    : { received: Number(received), delivery };
}

/** Forgets what was dealt with longer ago than a day before the newest. */
function prune(folder: string, known: Map<string, Instant>, newest: Instant): void {
  for (const name of readdirSync(join(folder, 'done'))) {
    const { delivery = '', received = newest } = parseName(name) ?? {};
    if (newest - received <= day) continue;
    if (known.get(delivery) === received) known.delete(delivery);
    rmSync(join(folder, 'done', name), { force: true });
  }
}
