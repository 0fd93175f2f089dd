/** Maximum number of items on a page of a list. */
export const pageSize = 100;

/** Reads every page of a list. */
export async function readAll<T>(readPage: (page: number) => Promise<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; ; page++) {
    const found = await readPage(page);
    all.push(...found);
    if (found.length < pageSize) return all;
  }
}
