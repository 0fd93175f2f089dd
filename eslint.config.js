import astro from 'eslint-plugin-astro';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Rooms that also have no promises: what they need is an argument (.github/ARCHITECTURE.md). */
const pure = ['scripts/model/**/*.ts', 'scripts/outputs/**/*.ts'];

const clock = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Take `now` as an argument.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Take `now` as an argument.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Take a seeded `random` as an argument.',
  },
];

/** Rooms that may reach the machine, and code that is no part of the product. */
const reaching = [
  'scripts/edges/**',
  'scripts/session/**',
  'scripts/cli.ts',
  'scripts/testing/**',
  'scripts/bench/**',
  '**/*.test.ts',
];

/**
 * Files outside those rooms that still reach the machine, each with the reason. The list may only
 * shrink: once a file needs no exception, remove its line.
 */
const exceptions = {
  'scripts/commands/entry.ts': 'compares `--at` with the clock',
  'scripts/commands/new.ts': 'asks whether a person is at the terminal',
  'scripts/inputs/alert/drain.ts': 'waits until a group of alerts is complete',
  'scripts/inputs/alert/run.ts': 'reads standard input',
  'scripts/inputs/alert/serve.ts': 'serves until it is asked to stop',
  'scripts/inputs/alert/writer.ts': 'reads the clock for its metrics',
};

const machine = {
  regex: String.raw`^node:(?:fs|http|https|net|child_process|os|timers|process|stream)(?:/|$)`,
  message: 'Only scripts/edges and scripts/session reach the machine; take it as an argument.',
};

const globals = ['process', 'fetch', 'setTimeout', 'setInterval', 'setImmediate'].map((name) => ({
  name,
  message: 'Only scripts/edges and scripts/session reach the machine; take it as an argument.',
}));

const owned = (name, place) => ({ name, message: `Only ${place} may know ${name}.` });
const owners = [
  owned('gray-matter', 'scripts/model/record/split.ts'),
  owned('simple-git', 'scripts/edges/git'),
  owned('astro', 'site/compile.ts'),
  owned('@octokit/rest', 'scripts/edges/github'),
];

export default defineConfig(
  globalIgnores(['dist/', '.sitrep/', 'incidents/', 'schemas/generated/records.ts', '**/.astro/']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'no-restricted-imports': ['error', { paths: owners }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'exit', message: 'Only scripts/cli.ts ends the process.' },
      ],
      eqeqeq: 'error',
    },
  },
  { files: ['scripts/cli.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['scripts/**/*.ts'],
    ignores: [...reaching, ...Object.keys(exceptions)],
    rules: {
      'no-restricted-imports': ['error', { paths: owners, patterns: [machine] }],
      'no-restricted-globals': ['error', ...globals],
      'no-restricted-syntax': ['error', ...clock],
    },
  },
  {
    // A command has no edges either: it parses options, makes one call, and returns a result.
    files: ['scripts/commands/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: owners,
          patterns: [
            { regex: '^node:', message: 'Call a function of scripts/session instead.' },
            {
              regex: String.raw`/edges/|/site/(?!build\.ts$|serve\.ts$)`,
              message: 'Call a function of scripts/session, scripts/automation or site/build.ts.',
            },
          ],
        },
      ],
    },
  },
  {
    files: pure,
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: owners,
          // Hashing and bytes are pure; disk, network, processes and the machine are not.
          patterns: [
            {
              regex: '^node:(?!buffer$|crypto$|module$)',
              message: 'This room is pure: it gets what it needs.',
            },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        ...clock,
        { selector: ':function[async=true]', message: 'This room is pure.' },
      ],
    },
  },
  {
    files: [
      'scripts/model/record/split.ts',
      'scripts/edges/git/**',
      'scripts/edges/github/**',
      'site/compile.ts',
      'site/src/renderer.ts',
      'scripts/testing/**',
      'scripts/**/*.test.ts',
    ],
    rules: { 'no-restricted-imports': 'off' },
  },
  ...astro.configs.recommended,
  {
    files: ['**/*.astro'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: String.raw`^node:|/scripts/(?!outputs/pages/index\.ts$)`,
              message: 'Markup sees page data (scripts/outputs/pages/index.ts), and nothing else.',
            },
          ],
        },
      ],
    },
  },
);
