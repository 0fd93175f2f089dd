/** Splits the NUL-separated paths of Git's `-z` output. */
export function splitPaths(text: string): string[] {
  return text.split('\0').filter((path) => path !== '');
}
