/** Prints the lengths of the files of each room (`npm run sizes`). Nothing enforces them. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../edges/disk/package.ts';
import { findRoom } from './house.ts';

const lengths = new Map<string, number[]>();
const listed = execFileSync('git', ['ls-files', 'scripts', 'site'], {
  cwd: packageRoot,
  encoding: 'utf8',
});
for (const file of listed.trim().split('\n')) {
  const room = findRoom(file);
  if (room === undefined || !/(?<![.]test)[.](?:ts|astro)$/.test(file)) continue;
  const lines = readFileSync(join(packageRoot, file), 'utf8').split('\n').length - 1;
  lengths.set(room, [...(lengths.get(room) ?? []), lines]);
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

console.log('room'.padEnd(32), ' files  lines  median    p90    max');
for (const [room, list] of [...lengths].sort()) {
  const sorted = list.toSorted((a, b) => a - b);
  const total = sorted.reduce((sum, lines) => sum + lines, 0);
  const figures = [
    sorted.length,
    total,
    percentile(sorted, 0.5),
    percentile(sorted, 0.9),
    sorted.at(-1) ?? 0,
  ];
  console.log(room.padEnd(32), ...figures.map((figure) => String(figure).padStart(6)));
}
