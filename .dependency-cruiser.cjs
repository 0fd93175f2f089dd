/**
 * Who may import whom: one line an arrow, so that this file is the diagram. What is not allowed here
 * is an error. A room may always import itself, and anybody a package.
 */
const arrow = (from, ...to) => ({
  from: { path: `^${from}` },
  to: { path: to.map((room) => `^${room}`) },
});
const test = String.raw`\.test\.ts$|^scripts/(testdir|bench|count-reporter)|^site/e2e/`;

module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-test-code-outside-tests',
      severity: 'error',
      from: { pathNot: test },
      to: { path: '^scripts/(testdir|bench)' },
    },
  ],
  allowed: [
    { from: {}, to: { path: '^node_modules/' } },
    { from: {}, to: { dependencyTypes: ['core'] } },
    { from: { path: test }, to: {} },
    { from: { path: '^(scripts|site)/([^/]+)/' }, to: { path: '^$1/$2/' } },
    { from: { path: '^(vitest|schemas)' }, to: {} },
    // The pure heart, and what is made of it.
    arrow('scripts/register/', 'scripts/register/'),
    arrow('scripts/rules/', 'scripts/register/'),
    arrow('scripts/statistic/', 'scripts/register/'),
    arrow('scripts/kpis/', 'scripts/register/', 'scripts/statistic/'),
    arrow('scripts/edition/', 'scripts/register/'),
    arrow('scripts/pages/', 'scripts/edition/', 'scripts/register/', 'scripts/kpis/', 'scripts/statistic/', 'scripts/rules/'),
    // Shelves that know their own types, and the heart's.
    arrow('scripts/edits/', 'scripts/register/'),
    arrow('scripts/reporters/', 'scripts/register/'),
    arrow('scripts/importers/', 'scripts/register/'),
    // The edges.
    arrow('scripts/record/', 'scripts/register/', 'scripts/package'),
    arrow('scripts/git/', 'scripts/register/'),
    // The top: commands may use every room; the site's pages see page data and nothing else.
    arrow('scripts/cli', 'scripts/commands/', 'scripts/register/', 'scripts/package'),
    arrow('scripts/sitrep', 'scripts/cli'),
    arrow('scripts/commands/', 'scripts/', 'site/'),
    arrow('site/[^/]+$', 'scripts/', 'site/'),
    arrow('site/src/', 'scripts/pages/', 'site/src/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
    moduleSystems: ['es6'],
  },
};
