import type { Settings } from '../register/register.ts';
import type { Observation } from '../register/finding.ts';
import { suggest } from '../text/suggest.ts';
import type { DocumentRule } from './rule.ts';

/** Settings that name a severity, calendar or category that the settings do not define. */
export const unknownSetting: DocumentRule = {
  name: 'unknown-setting',
  level: 'error',
  scope: 'document',
  kinds: ['settings'],
  *check({ path }, settings) {
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
  },
};

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
