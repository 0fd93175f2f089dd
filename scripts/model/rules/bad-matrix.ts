import type { SettingsRecord } from '../../../schemas/generated/records.ts';
import type { Observation } from '../register/finding.ts';
import type { DocumentRule } from './rule.ts';

/** A matrix with a missing field, or one where more impact or urgency gives a lesser severity. */
export const badMatrix: DocumentRule = {
  name: 'bad-matrix',
  level: 'error',
  scope: 'document',
  kinds: ['settings'],
  *check({ path, value }, { severities }) {
    const { matrix } = value as SettingsRecord;
    if (!matrix) return;
    const ranks = new Map(severities.map(({ id }, index) => [id, index]));
    const rows = Object.keys(matrix);
    const columns = Object.keys(matrix[rows[0] ?? ''] ?? {});
    for (const [index, impact] of rows.entries()) {
      for (const [column, urgency] of columns.entries()) {
        const field = { path, pointer: `/matrix/${impact}/${urgency}` };
        const severity = matrix[impact]?.[urgency];
        const rank = ranks.get(severity ?? '');
        if (severity === undefined || rank === undefined) {
          yield* complain(field, severity, impact, urgency);
          continue;
        }
        const above = ranks.get(matrix[rows[index - 1] ?? '']?.[urgency] ?? '') ?? -1;
        const before = ranks.get(matrix[impact]?.[columns[column - 1] ?? ''] ?? '') ?? -1;
        if (rank >= above && rank >= before) continue;
        yield {
          ...field,
          message: `Impact ${impact} and urgency ${urgency} give ${severity}, which is more severe than with more ${rank < above ? 'impact' : 'urgency'}.`,
          help: 'List impacts and urgencies from worst to least, so that severity never rises as they fall.',
        };
      }
    }
  },
};

function* complain(
  field: { path: string; pointer: string },
  severity: string | undefined,
  impact: string,
  urgency: string,
): Generator<Observation> {
  yield severity === undefined
    ? {
        ...field,
        message: `The matrix has no severity for impact ${impact} and urgency ${urgency}.`,
        help: 'Give every impact the same urgencies.',
      }
    : {
        ...field,
        message: `\`${severity}\` is not a severity.`,
        help: 'Use one of `severities`.',
      };
}
