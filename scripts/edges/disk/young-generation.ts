import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Size in bytes of both halves of V8's space for new objects beyond which more saves no time. */
const enough = 32 * 1024 * 1024;

let isBound = false;

/**
 * Stops that space from growing once it is large enough: with a large data root it would take a
 * hundred megabytes without being faster. Call it now and then while reading much.
 */
export function boundYoungGeneration(): void {
  if (isBound) return;
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  if (!young || young.space_size < enough) return;
  setFlagsFromString('--semi-space-growth-factor=1');
  isBound = true;
}
