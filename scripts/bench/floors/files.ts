import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every file of a data root with its text, one after the other: as little as reading can cost. */
export function* readFiles(root: string): Generator<{ path: string; text: string }> {
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.parentPath.includes('.sitrep')) continue;
    const path = join(entry.parentPath, entry.name);
    yield { path, text: readFileSync(path, 'utf8') };
  }
}

/** Front matter and body, or all of a YAML file, by nothing but the position of the dashes. */
export function splitText(path: string, text: string): { yaml: string; body: string } {
  if (!path.endsWith('.md')) return { yaml: text, body: '' };
  const end = text.indexOf('\n---\n', 3);
  return { yaml: text.slice(4, end + 1), body: text.slice(end + 5) };
}
