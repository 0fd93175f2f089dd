import { defineCommand } from './command.ts';
import { runIntakeServer } from '../inputs/alert/serve.ts';

export const intakeServe = defineCommand({
  name: 'intake serve',
  summary: 'Listen for alerts and commit their records to a clone',
  options: [
    { flags: '--host <address>', description: 'address to listen on', default: '127.0.0.1' },
    {
      flags: '--port <port>',
      description: 'port to listen on; 0 takes any free one',
      default: 4380,
      number: { min: 0, max: 65_535 },
    },
    {
      flags: '--spool <folder>',
      description: 'folder for accepted alerts; .sitrep/intake in the data root by default',
    },
    { flags: '--no-push', description: 'commit, but do not push' },
    {
      flags: '--unsigned',
      description: 'accept unsigned alerts in any format from this machine',
    },
  ],
  examples: [
    {
      line: 'sitrep intake serve',
      does: 'accept alerts from the configured senders at /intake/<id>',
    },
    { line: 'sitrep intake serve --unsigned --no-push --port 0', does: 'try it on this machine' },
  ],
  run: (context, _values, options) => runIntakeServer(context, options),
});
