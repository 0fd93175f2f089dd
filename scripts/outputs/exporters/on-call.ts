import type { Edition } from '../../model/edition/cut.ts';
import { week } from '../../model/time/duration.ts';
import { formatInstant } from '../../model/time/instant.ts';
import type { RecordSettings } from '../../model/register/register.ts';
import { listShifts } from '../../model/oncall/rotation.ts';
import { formatCalendar, type CalendarEvent } from './calendar.ts';

/** Time before and after now that the calendar covers. */
const back = 4 * week;
const ahead = 26 * week;

/**
 * Exports the shifts of a team as iCalendar: the last four weeks and the next half year.
 *
 * @param id of a team that is in the edition
 */
export function exportOnCall({ register, now }: Edition, id: string): string {
  const team = register.teams.get(id);
  if (!team) throw new Error(`The edition has no team ${id}.`);
  const shifts = listShifts(team, now - back, now + ahead);
  const { name, url } = register.settings.organisation;
  const page = findPage(register.settings, id);
  const publisher = readHost(register.settings.site.url ?? url) ?? encodeURIComponent(name);
  const events = shifts.map((shift): CalendarEvent => {
    const { handle, layer, from, to, override } = shift;
    const person = register.people.get(handle)?.name ?? handle;
    const begins = formatInstant(from).replaceAll(/[-:]/g, '');
    const track = layer === undefined ? '' : `-${encodeURIComponent(layer)}`;
    const note = override === undefined ? undefined : 'Override of the regular shift.';
    return {
      // Without the person, so that an override changes the event instead of adding another.
      uid: `on-call-${team.id}${track}-${begins}@${publisher}`,
      from,
      to,
      title: `${person} on call: ${team.name}${layer === undefined ? '' : ` (${layer})`}`,
      ...(note !== undefined && { description: note }),
      categories: ['On call'],
      ...(page !== undefined && { url: page }),
    };
  });
  return formatCalendar(
    {
      title: `On call: ${team.name}`,
      description: `On-call shifts of ${team.name}, from Sitrep.`,
      events,
    },
    now,
  );
}

function findPage({ site }: RecordSettings, id: string): string | undefined {
  const { url, base } = site;
  if (url === undefined || !URL.canParse(url)) return undefined;
  return new URL(`${base.replace(/\/?$/, '/')}teams/${id}/`, url).href;
}

function readHost(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).hostname || undefined : undefined;
}
