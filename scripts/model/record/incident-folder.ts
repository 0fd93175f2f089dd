/** The folder of the incident that a file belongs to. */
export function findFolder(path: string): string | undefined {
  return /^[0-9]{4}\/[^/]+/.exec(path)?.[0];
}
