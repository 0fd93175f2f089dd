import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Bytes of both halves of V8's space for new objects, from which on it saves no time to have more. */
const enough = 32 * 1024 * 1024;

let isBound = false;

/**
 * Keeps that space from growing further once it is large enough: it would take a hundred megabytes for a
 * large data root, and be no faster for them. To be called now and then while much is read.
 */
export function boundYoungGeneration(): void {
  if (isBound) return;
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  if (!young || young.space_size < enough) return;
  setFlagsFromString('--semi-space-growth-factor=1');
  isBound = true;
}
