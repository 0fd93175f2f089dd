import type { SettingsRecord } from '../../../schemas/generated/records.ts';
import type { Observation } from '../register/finding.ts';
import type { DocumentRule } from './rule.ts';

/** A matrix in which more impact or urgency gives a lesser severity, or that leaves a field out. */
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
          message: `Impact ${impact} and urgency ${urgency} give ${severity}, which is worse than with more ${rank < above ? 'impact' : 'urgency'}.`,
          help: 'List impacts and urgencies from the worst to the least, and let severity follow.',
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
        message: `The matrix does not say what impact ${impact} and urgency ${urgency} give.`,
        help: 'Give every impact the same urgencies.',
      }
    : {
        ...field,
        message: `There is no severity \`${severity}\`.`,
        help: 'Name one of `severities`.',
      };
}
