/**
 * Turns a text into part of an id: lowercase letters a to z and digits, with hyphens between words,
 * at most `length` characters long.
 */
export function slugify(text: string, length = 60): string {
  const words = text
    .slice(0, 1000)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  let slug = '';
  for (const word of words) {
    const longer = slug === '' ? word : `${slug}-${word}`;
    if (longer.length > length) break;
    slug = longer;
  }
  return slug === '' ? (words[0] ?? '').slice(0, length) : slug;
}

/** Returns an id that is not taken: the wanted one, or the wanted one with the next free number. */
export function chooseFree(base: string, isTaken: (id: string) => boolean): string {
  let id = base;
  for (let turn = 2; isTaken(id); turn++) id = `${base}-${turn}`;
  return id;
}
