import { describe, expect, it } from 'vitest';
import { sitrep, testdir } from './testing/folder.ts';

interface Usage {
  args: string[];
  message: string;
  help: string;
}

describe('a call that no command understands', () => {
  it.each<Usage>([
    {
      args: ['bogus'],
      message: 'There is no command "bogus".',
      help: 'Run `sitrep --help` to see how to use it.',
    },
    { args: ['lst'], message: 'There is no command "lst".', help: 'Did you mean `list`?' },
    {
      args: ['declare'],
      message: 'There is no command "declare".',
      help: 'Did you mean `sitrep new`?',
    },
    {
      args: ['site', 'bogus'],
      message: 'There is no command "site bogus".',
      help: 'Run `sitrep site --help` to see how to use it.',
    },
    {
      args: ['help', 'bogus'],
      message: 'There is no command "bogus".',
      help: 'Run `sitrep --help` to see how to use it.',
    },
    {
      args: ['list', '--bogus'],
      message: "Unknown option '--bogus'.",
      help: 'Run `sitrep list --help` to see how to use it.',
    },
    {
      args: ['list', '--limt', '3'],
      message: "Unknown option '--limt'.",
      help: 'Did you mean `--limit`?',
    },
    {
      args: ['search'],
      message: "Missing required argument 'words'.",
      help: 'Run `sitrep search --help` to see how to use it.',
    },
    {
      args: ['list', '--limit'],
      message: "Option '--limit <n>' argument missing.",
      help: 'Run `sitrep list --help` to see how to use it.',
    },
    {
      args: ['kpi', 'explain', 'mttr', 'mtta'],
      message: "Too many arguments for 'explain'. Expected 1 argument but got 2: mttr, mtta.",
      help: 'Run `sitrep kpi explain --help` to see how to use it.',
    },
    {
      args: ['list', '--kind', 'x'],
      message:
        "Option '--kind <kind>' argument 'x' is invalid. Allowed choices are incident, near-miss, exercise.",
      help: 'Run `sitrep list --help` to see how to use it.',
    },
    {
      args: ['action'],
      message: '`sitrep action` needs a subcommand.',
      help: 'Use one of: done.',
    },
  ])('fails like any other: sitrep $args', async ({ args, message, help }) => {
    const folder = testdir();
    const text = await sitrep(folder, ...args);
    expect(text).toEqual({ status: 2, stdout: '', stderr: `sitrep: ${message}\n  ${help}\n` });
    const json = await sitrep(folder, ...args, '--json');
    expect(json.status).toBe(2);
    expect(JSON.parse(json.stdout)).toEqual({ error: { message, help } });
  });

  it('cannot steer the log of a workflow', async () => {
    const { stderr } = await sitrep(testdir(), 'x\n::error::y');
    expect(stderr).toContain(': :error::y');
    expect(stderr).not.toMatch(/^\s*::/m);
  });
});
