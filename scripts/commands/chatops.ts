import type { Command } from './command.ts';

export const chatops: Command = {
  name: 'chatops',
  summary: 'Carry out the command in a comment on an incident issue',
  options: [
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
    { line: 'sitrep chatops', does: 'in a workflow on issue_comment: GITHUB_TOKEN is set' },
    { line: 'sitrep chatops --event comment.json --dry-run', does: 'what would be written' },
  ],
  async run(context, _values, options) {
    // What talks to GitHub takes a while to load, and no other command needs it.
    const { carryOutComment } = await import('../inputs/comment/run.ts');
    return carryOutComment(context, options);
  },
};
