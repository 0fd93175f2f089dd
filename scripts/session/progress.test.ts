import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { startProgress } from './progress.ts';

function show(interactive: boolean, steps: number): string {
  const stream = new PassThrough();
  const progress = startProgress({ interactive }, 'Importing', stream);
  for (let done = 1; done <= steps; done += 1) progress.advance(done, steps);
  progress.end();
  return String(stream.read() ?? '');
}

it('is silent without a terminal', () => {
  expect(show(false, 1000)).toBe('');
});

it('draws a bar once per percent, and erases it at the end', () => {
  const drawn = show(true, 1000).split('\r');
  expect(drawn).toHaveLength(1 + 101 + 1);
  expect(drawn[51]).toBe(`Importing ${'█'.repeat(12)}${'░'.repeat(12)}  50 % (500/1000)`);
  expect(drawn.at(-1)).toBe('\u001b[2K');
});

it('draws nothing if there is nothing to do', () => {
  expect(show(true, 0)).toBe('');
});
