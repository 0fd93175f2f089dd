import { createHash } from 'node:crypto';

/** The hash under which Git files these bytes as a blob: equal when and only when the bytes are. */
export function hashBlob(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
