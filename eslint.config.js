import astro from 'eslint-plugin-astro';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Floors without disk, network or clock: what they need is an argument (.github/ARCHITECTURE.md). */
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
      'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'setInterval'],
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
