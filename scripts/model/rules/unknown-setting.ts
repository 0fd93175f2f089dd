import type { SettingsRecord } from '../../../schemas/generated/records.ts';
import { milestones, type Settings } from '../register/register.ts';
import type { Observation } from '../register/finding.ts';
import { suggest } from '../text/suggest.ts';
import type { DocumentRule } from './rule.ts';

/** Settings that name a severity, calendar, category or clock that the settings do not define. */
export const unknownSetting: DocumentRule = {
  name: 'unknown-setting',
  level: 'error',
  scope: 'document',
  kinds: ['settings'],
  *check({ path, value }, settings) {
    const severities = settings.severities.map(({ id }) => id);
    const calendars = ['always', ...Object.keys(settings.calendars)];
    for (const { id, pointer } of listSeverities(settings)) {
      if (!severities.includes(id)) yield complain(path, pointer, 'severity', id, severities);
    }
    const categories = settings.categories.map(({ id }) => id);
    const { category } = settings.intake;
    if (!categories.includes(category)) {
      yield complain(path, '/intake/category', 'category', category, categories);
    }
    for (const [index, { targets }] of settings.sla.entries()) {
      for (const [severity, { calendar }] of Object.entries(targets)) {
        if (calendar === undefined || calendars.includes(calendar)) continue;
        yield complain(
          path,
          `/sla/${index}/targets/${severity}/calendar`,
          'calendar',
          calendar,
          calendars,
        );
      }
    }
    for (const [index, { calendar }] of settings.regulations.entries()) {
      const pointer = `/regulations/${index}`;
      if (calendar !== undefined && !calendars.includes(calendar)) {
        yield complain(path, `${pointer}/calendar`, 'calendar', calendar, calendars);
      }
      for (const { after, place } of listBases(value as SettingsRecord, index)) {
        const known: readonly string[] = after.includes('/')
          ? listClocks(settings.regulations)
          : milestones;
        if (known.includes(after)) continue;
        const what = after.includes('/') ? 'clock of a regulation' : 'milestone';
        yield complain(path, `${pointer}/clocks/${place}`, what, after, known);
      }
    }
  },
};

/** Lists what the clocks that the settings write out count from, with their places. */
function listBases({ regulations = [] }: SettingsRecord, index: number) {
  const clocks = regulations[index]?.clocks ?? [];
  return clocks.flatMap(({ after, earliest_of: limits = [] }, clock) => [
    ...(after === undefined ? [] : [{ after, place: `${clock}/after` }]),
    ...limits.map((limit, place) => ({
      after: limit.after,
      place: `${clock}/earliest_of/${place}/after`,
    })),
  ]);
}

function listClocks(regulations: Settings['regulations']): string[] {
  return regulations.flatMap(({ id, clocks }) => clocks.map((clock) => `${id}/${clock.id}`));
}

function* listSeverities({ sla, reviews, regulations }: Settings) {
  for (const [index, { targets, untriaged }] of sla.entries()) {
    if (untriaged !== undefined) yield { id: untriaged, pointer: `/sla/${index}/untriaged` };
    for (const id of Object.keys(targets)) yield { id, pointer: `/sla/${index}/targets/${id}` };
  }
  for (const id of Object.keys(reviews))
    if (id !== 'default') yield { id, pointer: `/reviews/${id}` };
  for (const [index, { severities = [] }] of regulations.entries()) {
    for (const [place, id] of severities.entries()) {
      yield { id, pointer: `/regulations/${index}/severities/${place}` };
    }
  }
}

function complain(
  path: string,
  pointer: string,
  what: string,
  id: string,
  known: readonly string[],
): Observation {
  const near = suggest(id, known);
  return {
    path,
    pointer,
    message: `\`${id}\` is not a ${what}.`,
    help: near ? `Did you mean \`${near}\`?` : `Use one of ${known.join(', ')}.`,
  };
}
