import { countLevels, namePath, type Reporter } from './reporter.ts';

/** Writes one JSON document: see schemas/output/findings.schema.json. */
export const json: Reporter = {
  name: 'json',
  report(findings, { prefix, files, fixed }) {
    const { error, warning } = countLevels(findings);
    return JSON.stringify(
      {
        files,
        errors: error,
        warnings: warning,
        ...(fixed && { fixed }),
        findings: findings.map(
          ({ rule, level, path, pointer, line, column, endColumn, message, help, related }) => ({
            rule,
            level,
            path: namePath(prefix, path),
            line,
            column,
            end_column: endColumn,
            ...(pointer !== undefined && { pointer }),
            message,
            ...(help !== undefined && { help }),
            ...(related && {
              related: related.map((place) => ({
                path: namePath(prefix, place.path),
                ...(place.line !== undefined && { line: place.line, column: place.column }),
                ...(place.pointer !== undefined && { pointer: place.pointer }),
                message: place.message,
              })),
            }),
          }),
        ),
      },
      null,
      2,
    ).replace(invisible, escapeCharacter);
  },
};

/**
 * Escapes the control characters that JSON leaves as they are; JSON only escapes those below a
 * space.
 */
const invisible =
  /[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/g;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
