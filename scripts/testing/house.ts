/** Reads the structure of the code as `scripts/arrows.json` and the folders state it, and draws it. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../edges/disk/package.ts';

/** Rooms by path, each with the rooms that it may import. */
export type Arrows = Readonly<Record<string, readonly string[]>>;

export const arrows = JSON.parse(
  readFileSync(join(packageRoot, 'scripts/arrows.json'), 'utf8'),
) as Arrows;

/** Returns the room that a file belongs to: the innermost one that holds it. */
export function findRoom(file: string): string | undefined {
  return Object.keys(arrows)
    .filter((room) => file === room || file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/**
 * Reads the sentence that says what a folder is for: the first of its README.md, or of the comment that
 * opens its index.ts. Undefined if it has neither.
 */
export function readPurpose(folder: string): string | undefined {
  const readme = join(packageRoot, folder, 'README.md');
  const index = join(packageRoot, folder, 'index.ts');
  const text = existsSync(readme)
    ? readFileSync(readme, 'utf8').replace(/^# .*\n+/, '')
    : existsSync(index)
      ? (/^\/\*\*\s*([\s\S]*?)\s*\*\//.exec(readFileSync(index, 'utf8'))?.[1] ?? '')
      : '';
  const plain = text.replaceAll(/\s*\n \* ?/g, ' ').trim();
  return /^[A-Z][^\n]*?[.](?=\s|$)/.exec(plain)?.[0];
}

/** Lists the folders below scripts/ that hold code, samples aside. */
export function listFolders(): string[] {
  const folders = new Set<string>();
  for (const entry of readdirSync(join(packageRoot, 'scripts'), {
    recursive: true,
    withFileTypes: true,
  })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
    const folder = entry.parentPath.slice(packageRoot.length + 1).replaceAll('\\', '/');
    if (folder !== 'scripts') folders.add(folder);
  }
  return [...folders].sort();
}

/** Draws the arrows between the floors as a Mermaid flow chart, and lists every room below it. */
export function drawHouse(): string {
  const floors = new Map<string, Set<string>>();
  for (const [room, targets] of Object.entries(arrows)) {
    const from = nameFloor(room);
    const to = floors.get(from) ?? new Set();
    for (const target of targets) if (nameFloor(target) !== from) to.add(nameFloor(target));
    floors.set(from, to);
  }
  const lines = [...floors].flatMap(([from, to]) =>
    [...to].map((target) => `  ${label(from)} --> ${label(target)}`),
  );
  const rows = Object.entries(arrows).map(
    ([room, targets]) =>
      `| \`${room}\` | ${readPurpose(room) ?? ''} | ${targets.map((target) => `\`${target.replace(/^scripts\//, '')}\``).join(', ')} |`,
  );
  return [
    '```mermaid',
    'flowchart TD',
    ...lines,
    '```',
    '',
    '| Room | What it is for | May import |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** Names the floor of a room: its folder below scripts/, or the top folder elsewhere. */
function nameFloor(room: string): string {
  const [top = '', name = ''] = room.split('/');
  return top === 'scripts' ? name : room === 'site/src' ? room : top;
}

function label(floor: string): string {
  return `${floor.replaceAll(/\W/g, '_')}["${floor}"]`;
}
