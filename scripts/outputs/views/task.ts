import { type Incident } from '../../model/register/register.ts';
import { formatInZone } from '../../model/time/zone.ts';
import { formatTable } from './table.ts';

/** Formats the tasks of an incident as a table for a terminal. */
export function format({ tasks }: Incident, zone: string): string {
  const when = (text: string | undefined): string =>
    text === undefined ? '–' : formatInZone(Date.parse(text), zone);
  return formatTable(
    [
      { heading: 'task' },
      { heading: 'who' },
      { heading: `due (${zone})` },
      { heading: 'done' },
      { heading: 'what' },
    ],
    tasks.map(({ id, title, assignee, skill, due, done }) => [
      id,
      assignee ?? (skill === undefined ? '–' : `needs ${skill}`),
      when(due),
      when(done),
      title,
    ]),
  );
}
