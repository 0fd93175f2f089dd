import { hash } from 'node:crypto';

/** Returns the hash under which Git stores these bytes as a blob. */
export function hashBlob(bytes: Uint8Array): string {
  // As one piece: for small files, feeding a hash piece by piece takes longer than copying them.
  return hash('sha1', Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]));
}
