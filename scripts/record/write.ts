import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a file whole or not at all. */
export async function writeFileAtomic(
  path: string,
  text: string,
  options: { expected?: Uint8Array } = {},
): Promise<void> {
  void options;
  const beside = `${path}.${process.pid}.tmp`;
  const file = openSync(beside, 'wx');
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
