import type { LocatedFinding } from '../../model/register/finding.ts';
import { countLevels, namePath, showControls, type Reporter } from './reporter.ts';

/** Writes JUnit XML: one test suite per file, and one failed test case per finding. */
export const junit: Reporter = {
  name: 'junit',
  report(findings, { prefix }) {
    const suites = [...Map.groupBy(findings, ({ path }) => path)];
    const { length } = findings;
    const all = suites.map(([path, group]) => formatSuite(namePath(prefix, path), group));
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="sitrep validate" tests="${length}" failures="${countLevels(findings).error}">`,
      ...all,
      '</testsuites>',
    ].join('\n');
  },
};

function formatSuite(path: string, findings: readonly LocatedFinding[]): string {
  const { error } = countLevels(findings);
  const cases = findings.map(({ rule, level, line, column, message, help = '' }) => {
    const name = escapeXml(`${rule} at ${line}:${column}`);
    const body = escapeXml(`${message} ${help}`.trim());
    return level === 'error'
      ? `    <testcase classname="${escapeXml(path)}" name="${name}"><failure type="${level}" message="${escapeXml(message)}">${body}</failure></testcase>`
      : `    <testcase classname="${escapeXml(path)}" name="${name}"><system-out>${body}</system-out></testcase>`;
  });
  return [
    `  <testsuite name="${escapeXml(path)}" tests="${findings.length}" failures="${error}">`,
    ...cases,
    '  </testsuite>',
  ].join('\n');
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Shows most control characters as text, since XML cannot contain them. */
function escapeXml(text: string): string {
  return showControls(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
