import { quoteText } from '../../model/text/quote.ts';
import type { Register } from '../../model/register/register.ts';
import { sayLastRead } from '../../model/register/states.ts';
import { formatInZone } from '../../model/time/zone.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Escalation } from './escalations.ts';
import type { IssueLinks } from './links.ts';

/** Formats an incident with links to its page and its files. */
export function linkIncident({ incident }: Escalation, { site, files }: IssueLinks): string {
  const name = `${quoteText(incident.title, 120)} (\`${incident.id}\`)`;
  const links = [
    ...(site === undefined ? [] : [`[page](${site}incidents/${incident.id}/)`]),
    ...(files === undefined ? [] : [`[files](${files}${incident.path})`]),
  ];
  return links.length === 0 ? name : `${name}: ${links.join(', ')}`;
}

/** Formats the pull requests in which entries of an incident wait. */
export function linkProposed({ incident }: Escalation, { proposed }: IssueLinks): string[] {
  return (proposed?.get(incident.id) ?? []).map(({ number, url, entries }) => {
    const count = entries === 1 ? '1 entry' : `${entries} entries`;
    return `${count} of [pull request ${number}](${url})`;
  });
}

/** Returns the status of an incident; unknown if its clocks cannot be evaluated. */
export function nameStatus({ incident, clock }: Pick<Escalation, 'incident' | 'clock'>): string {
  return clock.kind === 'record' ? 'unknown' : incident.status;
}

/** Explains that an incident is shown as of a commit; undefined if it is current. */
export function formatSource(
  { incident: { lastRead } }: Escalation,
  { settings }: Pick<Register, 'settings'>,
): string | undefined {
  return lastRead && quoteText(sayLastRead(lastRead, settings.organisation.timezone));
}

/** Formats a time in the organisation's time zone. */
export function formatTime(at: Instant | undefined, { settings }: Register): string {
  const { timezone } = settings.organisation;
  return at === undefined ? '–' : `${formatInZone(at, timezone)} (${timezone})`;
}
