import { defineCommand } from './command.ts';

export const chatops = defineCommand({
  name: 'chatops',
  summary: 'Carry out the command in a comment on an incident issue',
  options: [
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
    { line: 'sitrep chatops', does: 'in a workflow on issue_comment: GITHUB_TOKEN is set' },
    { line: 'sitrep chatops --event comment.json --dry-run', does: 'show what would be written' },
  ],
  async run(context, _values, options) {
    // The GitHub client is slow to load, so only commands that need it do.
    const { carryOutComment } = await import('../inputs/comment/run.ts');
    return carryOutComment(context, options);
  },
});
