import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../disk/write.ts';
import { day, hour, minute } from '../../model/time/duration.ts';
import type { Instant } from '../../model/time/instant.ts';

/** An accepted payload, which stays on disk until it is committed. */
export interface Spooled {
  /** Name of its file: time of arrival and id of the delivery. */
  name: string;
  source: string;
  received: Instant;
  payload: unknown;
}

/** Result of accepting a delivery. */
export type Acceptance = 'accepted' | 'again' | 'full';

/** Folder of accepted payloads that wait, and of those that were processed. */
export interface Spool {
  folder: string;
  /** Stores a payload durably before it returns, unless it was delivered before. */
  accept(delivery: WebhookDelivery): Promise<Acceptance>;
  /** Lists the waiting payloads, oldest first. */
  list(): string[];
  read(name: string): Spooled;
  /** Marks payloads as processed. */
  finish(names: readonly string[]): void;
  /** Sets aside a payload that cannot be processed, for a person to look at. */
  setAside(name: string): void;
  size(): number;
  /** Counts the payloads that were set aside. */
  countAside(): number;
}

/** A payload as its sender delivered it. */
export interface WebhookDelivery {
  source: string;
  received: Instant;
  /** Body as it was sent. */
  text: string;
  /** The sender's own id of the delivery, if it gives one. */
  key?: string;
}

/**
 * Opens the spool of a folder with everything that the previous process left there.
 *
 * @param maxWaiting maximum number of waiting payloads
 */
export function openSpool(folder: string, maxWaiting = 10_000): Spool {
  // Other users of the machine must not read payloads.
  for (const name of ['in', 'done', 'failed']) {
    mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
  }
  writeFileSync(join(folder, '.gitignore'), '*\n');
  // Temporary files that a killed process left beside the journal.
  for (const name of readdirSync(folder)) {
    if (/^\..+\.tmp$/.test(name)) rmSync(join(folder, name));
  }
  const waiting = new Set<string>();
  /** Delivery → time of arrival, for waiting and processed payloads. */
  const known = new Map<string, Instant>();
  const pending = new Map<string, Promise<Acceptance>>();
  let prunedAt = 0;
  for (const place of ['done', 'in']) {
    for (const name of readdirSync(join(folder, place))) {
      const { delivery, received } = parseName(name) ?? {};
      // The sender of an incomplete file never got a response.
      if (delivery === undefined || received === undefined) rmSync(join(folder, place, name));
      else known.set(delivery, received);
      if (delivery !== undefined && place === 'in') waiting.add(name);
    }
  }

  async function keep(
    delivery: string,
    { source, received, text }: WebhookDelivery,
  ): Promise<Acceptance> {
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
      if (waiting.size + pending.size >= maxWaiting) return 'full';
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
 * Returns the milliseconds for which a delivery is recognised: a day by its sender's id, but only two
 * minutes by its bytes, because a tool that sends no time sends the same bytes when it fires again.
 */
function lifeOf(delivery: string): number {
  return delivery.startsWith('k') ? day : 2 * minute;
}

function nameDelivery({ source, key, text }: WebhookDelivery): string {
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

/** Removes payloads that were received more than a day before the newest. */
function prune(folder: string, known: Map<string, Instant>, newest: Instant): void {
  for (const name of readdirSync(join(folder, 'done'))) {
    const { delivery = '', received = newest } = parseName(name) ?? {};
    if (newest - received <= day) continue;
    if (known.get(delivery) === received) known.delete(delivery);
    rmSync(join(folder, 'done', name), { force: true });
  }
}
