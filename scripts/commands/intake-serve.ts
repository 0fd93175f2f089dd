import { type Command } from './command.ts';
import { runIntakeServer } from '../inputs/alert/serve.ts';

export const intakeServe: Command = {
  name: 'intake serve',
  summary: 'Listen for alerts and commit their records to a clone',
  options: [
    { flags: '--host <address>', description: 'address to listen at', default: '127.0.0.1' },
    { flags: '--port <port>', description: 'port to listen at; 0 finds one', default: '4380' },
    {
      flags: '--spool <folder>',
      description: 'where accepted alerts wait; .sitrep/intake of the data root by default',
    },
    { flags: '--no-push', description: 'only commit' },
    {
      flags: '--unsigned',
      description: 'take alerts of every format from anybody on this machine',
    },
  ],
  examples: [
    {
      line: 'sitrep intake serve',
      does: 'take what the senders of the settings post to /intake/<id>',
    },
    { line: 'sitrep intake serve --unsigned --no-push --port 0', does: 'try it on this machine' },
  ],
  run: runIntakeServer,
};
