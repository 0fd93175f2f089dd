import type { LeftOut } from './register.ts';

/** Returns true for the settings of a data root, also with an ending that keeps them from being read. */
export function isSettingsFile(path: string): boolean {
  return /^sitrep\.ya?ml$/i.test(path);
}

/** Finds the settings among the files that could not be read: then the defaults are in force. */
export function findUnreadSettings(leftOut: readonly LeftOut[]): string | undefined {
  return leftOut.find(({ path }) => isSettingsFile(path))?.path;
}
