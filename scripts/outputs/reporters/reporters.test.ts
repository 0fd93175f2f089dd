import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseFragment } from 'parse5';
import { describe, expect, it } from 'vitest';
import type { LocatedFinding } from '../../model/register/finding.ts';
import { parseInstant } from '../../model/time/instant.ts';
import { github } from './github.ts';
import { reporters } from './index.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import type { ReportOptions } from './reporter.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

const options: ReportOptions = { prefix: 'incidents', color: false, files: 7, version: '1.2.3' };

const misspelt: LocatedFinding = {
  rule: 'unknown-reference',
  level: 'error',
  path: '2026/2026-01-14-slow/incident.md',
  pointer: '/services/0',
  line: 4,
  column: 12,
  endColumn: 19,
  excerpt: 'services: [chekout]',
  message: 'No service is called `chekout`.',
  help: 'Did you mean `checkout`?',
};
const stale: LocatedFinding = {
  rule: 'stale-runbook',
  level: 'warning',
  path: 'runbooks/old.md',
  line: 6,
  column: 1,
  endColumn: 9,
  message: 'It was to be reviewed by 2025-01-01.',
  related: [
    { path: 'catalog/teams/web.yaml', message: 'Its owner.' },
    { path: 'catalog/teams/web.yaml', line: 3, column: 5, message: 'Who is away.' },
  ],
};
const hostile: LocatedFinding = {
  rule: 'schema',
  level: 'error',
  path: 'a,b:c#d?%0A/\u001b[2J.yaml',
  line: 1,
  column: 4,
  endColumn: 6,
  excerpt: '\u001b[1mab\u202e\t\ud800',
  message: 'x\n::error::owned\r\n\u001b]0;title\u0007 <b a="1">&amp; ]]> \u202e \ud800 \u0000',
  help: '%0A::stop-commands::x',
};
const all = [misspelt, stale, hostile];

describe('text', () => {
  it('shows place, line, mark, message, help and a summary', () => {
    expect(text.report([misspelt, stale], options)).toBe(
      [
        'incidents/2026/2026-01-14-slow/incident.md:4:12  error  unknown-reference',
        '  4 │ services: [chekout]',
        '    │            ^^^^^^^',
        '  No service is called `chekout`.',
        '  → Did you mean `checkout`?',
        '',
        'incidents/runbooks/old.md:6:1  warning  stale-runbook',
        '  It was to be reviewed by 2025-01-01.',
        '  incidents/catalog/teams/web.yaml: Its owner.',
        '  incidents/catalog/teams/web.yaml:3:5: Who is away.',
        '',
        '7 files: 1 error, 1 warning.',
      ].join('\n'),
    );
  });

  it('points at the same characters where some are wide, joined or escaped', () => {
    const excerpt = '値e\u0301\u0007: [chekout]';
    const column = excerpt.indexOf('chekout') + 1;
    const report = text.report([{ ...misspelt, excerpt, column, endColumn: column + 7 }], options);
    const [line = '', marks = ''] = report.split('\n').slice(1);
    expect(line).toBe('  4 │ 値e\u0301\\u{7}: [chekout]');
    // 値 takes two columns, the accent none, the shown bell five.
    expect(marks).toBe(`    │ ${' '.repeat(2 + 1 + 5 + 3)}^^^^^^^`);
  });

  it('colours only when allowed', () => {
    expect(text.report([misspelt], { ...options, color: true })).toContain('\u001b[31merror');
    expect(text.report([misspelt], options)).not.toContain('\u001b');
  });
});

it('writes workflow commands that no text of a record can break', () => {
  const lines = github.report(all, options).split('\n');
  expect(lines[0]).toBe(
    '::error file=incidents/2026/2026-01-14-slow/incident.md,line=4,col=12,endColumn=19,' +
      'title=unknown-reference::No service is called `chekout`.%0ADid you mean `checkout`?',
  );
  expect(lines).toHaveLength(3);
  expect(lines[2]).toMatch(
    /^::error file=incidents\/a%2Cb%3Ac#d\?%250A\/\\u\{1b\}\[2J\.yaml,line=/,
  );
  expect(lines[2]).toContain('%0A%250A::stop-commands::x');
});

it('prints JSON that is valid by its schema', () => {
  const path = new URL('../../../schemas/output/findings.schema.json', import.meta.url);
  const check = new Ajv2020({ allErrors: true }).compile(
    JSON.parse(readFileSync(path, 'utf8')) as object,
  );
  for (const findings of [[], all]) {
    check(JSON.parse(json.report(findings, options)));
    expect(check.errors).toBeNull();
  }
  const read = JSON.parse(json.report(all, options)) as { findings: { message: string }[] };
  expect(read.findings.map(({ message }) => message)).toEqual(all.map(({ message }) => message));
});

it('writes SARIF with a place, a rule and a valid URI for each finding', () => {
  const log = JSON.parse(sarif.report(all, options)) as {
    version: string;
    runs: {
      tool: { driver: { rules: { id: string }[] } };
      results: {
        ruleId: string;
        ruleIndex: number;
        level: string;
        locations: { physicalLocation: { artifactLocation: { uri: string }; region: object } }[];
      }[];
    }[];
  };
  expect(log.version).toBe('2.1.0');
  const [run] = log.runs;
  expect(run?.results.map(({ level }) => level)).toEqual(['error', 'warning', 'error']);
  for (const [index, { ruleId, ruleIndex, locations }] of (run?.results ?? []).entries()) {
    expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    const uri = locations[0]?.physicalLocation.artifactLocation.uri ?? '';
    expect(decodeURIComponent(new URL(uri, 'file:///').pathname)).toBe(
      `/incidents/${all[index]?.path ?? ''}`,
    );
  }
  expect(run?.results[0]?.locations[0]?.physicalLocation.region).toEqual({
    startLine: 4,
    startColumn: 12,
    endColumn: 19,
  });
});

it('writes SARIF that is valid by its published schema', () => {
  const path = new URL('sarif.sample/sarif-schema-2.1.0.json', import.meta.url);
  const isUri = (uri: string): boolean => URL.canParse(uri);
  const check = new Ajv({
    allErrors: true,
    strict: false,
    // One of its patterns is none with the flag `u`.
    unicodeRegExp: false,
    formats: {
      uri: isUri,
      'uri-reference': (uri: string) => isUri(new URL(uri, 'file:///').href),
      'date-time': (text: string) => parseInstant(text) !== undefined,
    },
  }).compile(JSON.parse(readFileSync(path, 'utf8')) as object);
  for (const findings of [[], all]) {
    check(JSON.parse(sarif.report(findings, options)));
    expect(check.errors).toBeNull();
  }
  const broken = JSON.parse(sarif.report(all, options)) as { runs: { results: object[] }[] };
  Object.assign(broken.runs[0]?.results[0] ?? {}, { level: 'info' });
  expect(check(broken)).toBe(false);
});

it('writes only the intended XML elements, whatever the texts contain', () => {
  const xml = junit.report(all, options);
  const names = new Map<string, number>();
  const count = (node: { nodeName: string; childNodes?: unknown[] }): void => {
    names.set(node.nodeName, (names.get(node.nodeName) ?? 0) + 1);
    for (const child of node.childNodes ?? []) count(child as typeof node);
  };
  count(parseFragment(xml.replace(/^<\?xml[^\n]*\n/, '')));
  expect(names.get('testcase')).toBe(3);
  expect(names.get('failure')).toBe(2);
  expect(names.has('b')).toBe(false);
});

describe.each(reporters)('$name', (reporter) => {
  const { name } = reporter;
  it('prints no control, escape or direction character of a record', () => {
    expect(reporter.report(all, options)).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]|\p{Cs}/u);
  });

  it('begins no line with a workflow command of a record', () => {
    const commands = reporter.report(all, options).match(/^\s*::/gm) ?? [];
    expect(commands).toHaveLength(name === 'github' ? 3 : 0);
  });
});
