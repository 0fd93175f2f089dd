import { shortenShown } from '../../model/text/words.ts';
import { matchRunbooks } from '../../model/register/matching-runbooks.ts';
import type { IncidentRecord } from '../../../schemas/generated/records.ts';
import type { Register } from '../../model/register/register.ts';
import type { AlertGroup } from './group.ts';
import { isShort } from './tidy.ts';

/** Builds the record of an incident that an alert opens. People write the rest. */
export function buildIncidentRecord(
  { matched, services }: AlertGroup,
  register: Pick<Register, 'settings' | 'runbooks' | 'services' | 'aliases'>,
): IncidentRecord {
  const signal = matched[0]?.signal;
  if (!signal)
    throw new Error('Cannot open an incident without a signal: this is a bug in Sitrep.');
  const { title, labels, links } = signal;
  const summary = shortenShown(signal.summary, 300);
  const { category } = register.settings.intake;
  const runbooks = matchRunbooks(register, { services, category, labels });
  // An alias belongs to one record, but many tools give an alert the same name each time it fires.
  const alias = `${signal.source}:${signal.key}`;
  const isFree = /^[A-Za-z0-9][A-Za-z0-9._:#-]{0,99}$/.test(alias) && !register.aliases.has(alias);
  return {
    title,
    summary: isShort(summary) ? title : summary,
    services: [...services],
    category,
    channel: 'monitoring',
    ...(runbooks.length > 0 && { runbooks: runbooks.map(({ id }) => id).slice(0, 10) }),
    ...(links.length > 0 && { links: links.slice(0, 10) }),
    ...(isFree && { aliases: [alias] }),
  };
}
