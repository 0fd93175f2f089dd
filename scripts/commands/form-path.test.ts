import { expect, test, vi } from 'vitest';
import type * as Client from '../edges/github/client.ts';
import { makeDesk, report, writeForm } from '../testing/desk.ts';
import { form } from './form.ts';

/** Floors from the top down. A call may go down or stay, but never up. */
const floors = ['commands', 'inputs', 'deliver', 'change', 'session', 'edges', 'model'];

const { paths } = vi.hoisted(() => ({ paths: new Map<string, string[]>() }));

vi.mock('../edges/github/client.ts', async (load) => {
  const client = await load<typeof Client>();
  return {
    ...client,
    openGitHub: (access: Client.GitHubAccess) => {
      const github = client.openGitHub(access);
      const record = (send: Client.GitHub['read']): Client.GitHub['read'] => {
        return (purpose, request) => {
          paths.set(purpose, new Error(purpose).stack?.split('\n').slice(2) ?? []);
          return send(purpose, request);
        };
      };
      return { ...github, read: record(github.read), write: record(github.write) };
    },
  };
});

/** Lists the files of a stack from the outermost caller to the innermost function. */
function listFiles(stack: readonly string[]): string[] {
  return stack
    .map((line) => /\/scripts\/([a-z/-]+\.ts):/.exec(line)?.[1] ?? '')
    .filter((file) => floors.includes(file.split('/')[0] ?? '') && !file.includes('.test.'))
    .reverse();
}

test('the way from an issue form to its pull request only goes down, through at most 20 functions', async () => {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 200;
  const desk = await makeDesk();
  const number = desk.open('helga', 'Slow payments', writeForm(report));
  await desk.run({ issue: { number } }, form);
  Error.stackTraceLimit = limit;
  const opening = listFiles(paths.get('Opening the pull request') ?? []);
  expect(opening[0]).toBe('inputs/form/run.ts');
  expect(opening.at(-1)).toBe('edges/github/pull.ts');
  expect(opening.length).toBeLessThanOrEqual(20);
  for (const [purpose, stack] of paths) {
    const ranks = listFiles(stack).map((file) => floors.indexOf(file.split('/')[0] ?? ''));
    expect(ranks, purpose).toEqual([...ranks].sort((a, b) => a - b));
  }
  expect(paths.size).toBeGreaterThan(10);
});
