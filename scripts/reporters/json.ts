import { countLevels, namePath, type Reporter } from './reporter.ts';

/** One JSON document: see schemas/output/findings.schema.json. */
export const json: Reporter = {
  name: 'json',
  report(findings, { prefix, files }) {
    const { error, warning } = countLevels(findings);
    return JSON.stringify(
      {
        files,
        errors: error,
        warnings: warning,
        findings: findings.map(
          ({ rule, level, path, pointer, line, column, endColumn, message, help }) => ({
            rule,
            level,
            path: namePath(prefix, path),
            line,
            column,
            endColumn,
            ...(pointer !== undefined && { pointer }),
            message,
            ...(help !== undefined && { help }),
          }),
        ),
      },
      null,
      2,
    );
  },
};
