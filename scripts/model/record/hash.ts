import { hash } from 'node:crypto';

/** The hash under which Git files these bytes as a blob: equal when and only when the bytes are. */
export function hashBlob(bytes: Uint8Array): string {
  // As one piece: for small files, to feed a hash piece by piece takes longer than to copy them.
  return hash('sha1', Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]));
}
