import { resolve } from 'node:path';
import { findHome, readTrailers, type Trailers } from '../../edges/git/trailers.ts';
import { formatInstant, parseDay, type Instant } from '../../model/time/instant.ts';
import { type Register } from '../../model/register/register.ts';
import { parseWhen } from '../../model/time/when.ts';
import { findInstant } from '../../model/time/zone.ts';
import { type Delivered } from '../../change/change.ts';
import { type Prepared } from './change.ts';
import { listDelivered } from '../../deliver/apply.ts';
import { Failure, type Context } from '../../session/context.ts';

export function readSince(
  given: string | boolean | undefined,
  register: Register,
  now: Instant,
): Instant {
  const { timezone } = register.settings.organisation;
  const text = typeof given === 'string' ? given : '';
  const day = parseDay(text);
  const since = day === undefined ? parseWhen(text, now, timezone) : findInstant(day, timezone);
  if (since !== undefined) return since;
  throw new Failure(
    text === '' ? 'It is not said since when.' : `--since ${text} is no instant.`,
    'Write --since 2026-01-14, an RFC 3339 instant with an offset, or "7 days ago".',
  );
}

export async function readRepository(
  root: string,
  folder: string,
  since: Instant,
): Promise<Trailers> {
  const found = await readTrailers(resolve(folder), since);
  if ('none' in found) {
    throw new Failure(`${folder} cannot be read: ${found.none}.`, 'Name the folder of a clone.');
  }
  if (found.home !== (await findHome(root))) return found;
  throw new Failure(
    `${folder} is the repository of the records themselves.`,
    'Its commits are written down already; name the clone of another one.',
  );
}

export function report(
  context: Context,
  { name, commits, shallow }: Trailers,
  since: Instant,
  { entries, actions, known, troubles }: Prepared,
  delivered: Delivered,
): void {
  if (context.json) {
    const { paths: _paths, ...rest } = delivered;
    const told = {
      repository: name,
      since: formatInstant(since),
      commits: commits.length,
      shallow,
    };
    const result = { ...told, entries, actions, known, troubles, dry_run: context.dryRun, ...rest };
    context.print(JSON.stringify(result, null, 2));
    return;
  }
  const short = (commit: string): string => `${name}@${commit.slice(0, 12)}`;
  const lines = [
    ...entries.map(({ incident, commit, at }) => `${incident}: change ${short(commit)} at ${at}`),
    ...actions.map(
      ({ record, action, day, commit }) =>
        `${record}: action ${action} done on ${day} by ${short(commit)}`,
    ),
    ...troubles.map(
      ({ commit, trailer, message, help }) =>
        `trouble: ${short(commit)} \`${trailer}\`: ${message} ${help}`,
    ),
  ];
  const counts = `entries ${entries.length}, actions ${actions.length}, on record before ${known}`;
  lines.push(`${name}: commits with trailers ${commits.length}, ${counts}`);
  context.print(lines.join('\n'));
  if (shallow) context.tell('its clone is shallow: older commits may be missing');
  for (const line of listDelivered(context, delivered)) context.tell(line);
}
