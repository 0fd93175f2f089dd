import { defineCommand } from './command.ts';

export const form = defineCommand({
  name: 'form',
  summary: 'Propose the record described in an issue form',
  options: [
    {
      flags: '--issue <number>',
      description: 'number of the issue; that of the event by default',
      number: { min: 1 },
    },
    {
      flags: '--event <file>',
      description: 'GitHub event as JSON; GITHUB_EVENT_PATH by default',
    },
    {
      flags: '--repository <owner/name>',
      description: 'GitHub repository; GITHUB_REPOSITORY by default',
    },
  ],
  examples: [
    { line: 'sitrep form', does: 'in a workflow on issues: GITHUB_TOKEN is set' },
    { line: 'sitrep form --issue 12 --dry-run', does: 'show which record issue 12 would become' },
  ],
  async run(context, _values, options) {
    // The GitHub client is slow to load, so only commands that need it do.
    const { fileForm } = await import('../inputs/form/run.ts');
    return fileForm(context, options);
  },
});
