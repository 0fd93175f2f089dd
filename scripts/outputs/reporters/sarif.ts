import type { Location, Log, Region, Result } from 'sarif';
import type { LocatedFinding } from '../../model/register/finding.ts';
import { namePath, showControls, type Reporter } from './reporter.ts';

/** Writes SARIF 2.1.0, which GitHub's code scanning and other tools read. */
export const sarif: Reporter = {
  name: 'sarif',
  report(findings, { prefix, version }) {
    const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
    const log: Log = {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'Sitrep', version, rules: rules.map((id) => ({ id })) } },
          columnKind: 'utf16CodeUnits',
          results: findings.map((finding) => describe(finding, prefix, rules)),
        },
      ],
    };
    return JSON.stringify(log, null, 2);
  },
};

function describe(finding: LocatedFinding, prefix: string, rules: readonly string[]): Result {
  const { rule, level, path, line, column, endColumn, message, help, related = [] } = finding;
  const words = help === undefined ? message : `${message} ${help}`;
  const region = { startLine: line, startColumn: column, endColumn };
  return {
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    level: level === 'info' ? 'note' : level,
    message: { text: showControls(words) },
    locations: [locate(namePath(prefix, path), region)],
    ...(related.length > 0 && {
      relatedLocations: related.map((place) => ({
        ...locate(
          namePath(prefix, place.path),
          place.line === undefined
            ? undefined
            : { startLine: place.line, startColumn: place.column ?? 1 },
        ),
        message: { text: showControls(place.message) },
      })),
    }),
  };
}

function locate(path: string, region?: Region): Location {
  // A file name may contain what a URI may not: `#`, `?`, `%`, even half of a surrogate pair.
  const uri = path.toWellFormed().split('/').map(encodeURIComponent).join('/');
  return { physicalLocation: { artifactLocation: { uri }, ...(region && { region }) } };
}
