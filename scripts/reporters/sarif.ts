import { namePath, type Reporter } from './reporter.ts';

/** SARIF 2.1.0, which GitHub's code scanning and other tools read. */
export const sarif: Reporter = {
  name: 'sarif',
  report(findings, { prefix, version }) {
    const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
    return JSON.stringify(
      {
        $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
        version: '2.1.0',
        runs: [
          {
            tool: {
              driver: {
                name: 'Sitrep',
                version,
                rules: rules.map((id) => ({ id, name: id })),
              },
            },
            columnKind: 'utf16CodeUnits',
            results: findings.map(
              ({ rule, level, path, line, column, endColumn, message, help }) => ({
                ruleId: rule,
                ruleIndex: rules.indexOf(rule),
                level: level === 'info' ? 'note' : level,
                message: { text: help === undefined ? message : `${message} ${help}` },
                locations: [
                  {
                    physicalLocation: {
                      artifactLocation: { uri: encodeURI(namePath(prefix, path)) },
                      region: { startLine: line, startColumn: column, endColumn },
                    },
                  },
                ],
              }),
            ),
          },
        ],
      },
      null,
      2,
    );
  },
};
