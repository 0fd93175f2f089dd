import type { Command } from './command.ts';

export const form: Command = {
  name: 'form',
  summary: 'Propose the record that an issue form asks for',
  options: [
    {
      flags: '--issue <number>',
      description: 'number of the issue; that of the event by default',
    },
    {
      flags: '--event <file>',
      description: 'event of GitHub as JSON; GITHUB_EVENT_PATH by default',
    },
    {
      flags: '--repository <owner/name>',
      description: 'repository on GitHub; GITHUB_REPOSITORY by default',
    },
  ],
  examples: [
    { line: 'sitrep form', does: 'in a workflow on issues: GITHUB_TOKEN is set' },
    { line: 'sitrep form --issue 12 --dry-run', does: 'what would be made of issue 12' },
  ],
  async run(context, _values, options) {
    // What talks to GitHub takes a while to load, and no other command needs it.
    const { fileForm } = await import('../inputs/form/run.ts');
    return fileForm(context, options);
  },
};
