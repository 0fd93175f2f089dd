import { audiences, resolutions, updateStatuses } from '../../model/register/choices.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Incident } from '../../model/register/register.ts';
import type { ChatCommand } from './command.ts';
import { choose, chooseParty, choosePerson, takeMarked, takeWord } from './words.ts';

const noted = (text: string): Pick<Entry, 'note'> => (text === '' ? {} : { note: text });

/** Every command that a comment can be, in the order of an incident's life. */
export const commands: readonly ChatCommand[] = [
  {
    name: 'ack',
    usage: '/ack [what you know]',
    does: 'take it on',
    read: (text) => ({ said: { type: 'acknowledged', ...noted(text) } }),
  },
  {
    name: 'sev',
    usage: '/sev <impact> <urgency> [why]',
    does: 'say how bad it is',
    read(text, { register }) {
      const { matrix } = register.settings;
      const first = takeWord(text);
      const impact = choose('impact', first.word, Object.keys(matrix));
      if ('wrong' in impact) return impact;
      const second = takeWord(first.rest);
      const urgency = choose('urgency', second.word, Object.keys(matrix[impact.id] ?? {}));
      if ('wrong' in urgency) return urgency;
      const said = { type: 'triaged' as const, impact: impact.id, urgency: urgency.id };
      return { said: { ...said, ...noted(second.rest) } };
    },
  },
  {
    name: 'assign',
    usage: '/assign <@person or me> <role>',
    does: 'give somebody a role',
    read(text, { register, by }) {
      const first = takeWord(text);
      const person = choosePerson(first.word, register, by);
      if ('wrong' in person) return person;
      const roles = register.settings.roles.map(({ id }) => id);
      const role = choose('role', first.rest, roles);
      if ('wrong' in role) return role;
      return { said: { type: 'assigned', to: person.id, role: role.id } };
    },
  },
  {
    name: 'escalate',
    usage: '/escalate <team, person or vendor> [why]',
    does: 'call for help',
    read(text, { register }) {
      const { word, rest } = takeWord(text);
      const party = chooseParty(word, register);
      if ('wrong' in party) return party;
      return { said: { type: 'escalated', kind: party.kind, to: party.id, ...noted(rest) } };
    },
  },
  {
    name: 'note',
    usage: '/note <text>',
    does: 'write something down',
    read: (text) =>
      text === '' ? { wrong: 'What is to be noted?' } : { said: { type: 'note', note: text } },
  },
  {
    name: 'update',
    usage: '/update <audience> [status:] <text>',
    does: 'tell those who wait what is known',
    read(text, { incident, before }) {
      const first = takeWord(text);
      const audience = choose('audience', first.word, audiences);
      if ('wrong' in audience) return audience;
      // What was told then is not guessed anew when the words are edited later.
      const usual = before?.status ?? guessStatus(incident);
      const { word: status = usual, rest } = takeMarked(first.rest, updateStatuses);
      if (rest === '') return { wrong: 'What are they to be told?' };
      const said = { type: 'update' as const, audience: audience.id as (typeof audiences)[number] };
      return { said: { ...said, status, note: rest } };
    },
  },
  {
    name: 'mitigated',
    usage: '/mitigated [how]',
    does: 'say that the harm is over',
    read: (text) => ({ said: { type: 'mitigated', ...noted(text) } }),
  },
  {
    name: 'resolved',
    usage: '/resolved [fixed, workaround, rolled-back, third-party or no-fault-found:] [how]',
    does: 'say that it is over',
    read(text) {
      const { word: resolution = 'fixed', rest } = takeMarked(text, resolutions);
      return { said: { type: 'resolved', resolution, ...noted(rest) } };
    },
  },
  { name: 'postmortem', usage: '/postmortem', does: 'draft the postmortem, or say where it is' },
  { name: 'status', usage: '/status', does: 'say how it stands', isOpen: true },
  { name: 'help', usage: '/help', does: 'list these commands', isOpen: true },
];

/** What an audience is told where nobody says: as far as the incident is. */
function guessStatus({ status, milestones }: Incident): (typeof updateStatuses)[number] {
  if (status === 'resolved' || status === 'closed') return 'resolved';
  if (status === 'mitigated') return 'monitoring';
  return milestones.identified === undefined ? 'investigating' : 'identified';
}

/** All commands, as a comment shows them. */
export function listCommands(): string {
  return [
    '| Write | to |',
    '| --- | --- |',
    ...commands.map(({ usage, does }) => `| \`${usage}\` | ${does} |`),
    '',
    'One comment is one command, and its first character is the slash. Behind `/update`, a status is `investigating:`, `identified:`, `monitoring:` or `resolved:`.',
  ].join('\n');
}
