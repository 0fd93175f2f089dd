/**
 * Who may import whom: one line an arrow, so that this file is the diagram. What is not allowed here
 * is an error. A room may always import itself, and anybody a package. Markup is not read by this
 * tool: eslint.config.js holds `.astro` files to their one arrow, `scripts/pages`.
 */
const { readdirSync } = require('node:fs');

const arrow = (from, ...to) => ({
  from: { path: `^${from}` },
  to: { path: to.map((room) => `^${room}`) },
});
const test = String.raw`\.test\.ts$|^scripts/(testdir|bench|count-reporter|github/fake)|^site/e2e/`;

/** The features of a shelf: what has a page beside it. The rest of its files is what they share. */
const features = (shelf) =>
  readdirSync(`${__dirname}/scripts/${shelf}`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.slice(0, -'.md'.length));
const neighbours = (shelf) => {
  const feature = `^scripts/${shelf}/(${features(shelf).join('|')})[.]ts$`;
  return {
    name: `no-neighbour-in-${shelf}`,
    comment: 'What two features share belongs in scripts/register, or in a file without a page.',
    severity: 'error',
    from: { path: feature },
    to: { path: feature },
  };
};

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
      to: { path: '^scripts/(testdir|bench|github/fake)|^site/e2e/' },
    },
    neighbours('rules'),
    neighbours('kpis'),
    neighbours('importers'),
  ],
  allowedSeverity: 'error',
  // prettier-ignore
  allowed: [
    { from: {}, to: { pathNot: '^(scripts|site|schemas)/' } },
    { from: { path: test }, to: {} },
    { from: { path: '^scripts/([^/]+)/' }, to: { path: '^scripts/$1/' } },
    // The pure heart, and what is made of it.
    arrow('scripts/sla/', 'scripts/register/'),
    arrow('scripts/prose/', 'scripts/register/'),
    arrow('scripts/rules/', 'scripts/register/', 'scripts/sla/', 'scripts/prose/'),
    arrow('scripts/statistic/', 'scripts/register/'),
    arrow('scripts/kpis/', 'scripts/register/', 'scripts/sla/', 'scripts/statistic/'),
    arrow('scripts/plans/', 'scripts/register/', 'scripts/sla/', 'scripts/kpis/'),
    arrow('scripts/edition/', 'scripts/register/'),
    arrow('scripts/exporters/', 'scripts/edition/', 'scripts/register/'),
    arrow('scripts/pages/', 'scripts/edition/', 'scripts/register/', 'scripts/sla/', 'scripts/kpis/', 'scripts/statistic/', 'scripts/rules/'),
    // Shelves that know their own types, and the heart's.
    arrow('scripts/edits/', 'scripts/register/'),
    arrow('scripts/reporters/', 'scripts/register/'),
    arrow('scripts/importers/', 'scripts/register/'),
    // What people write on GitHub: issues that are forms, and comments that are commands.
    arrow('scripts/forms/', 'scripts/register/', 'scripts/importers/visible', 'scripts/plans/markdown'),
    arrow('scripts/chat/', 'scripts/register/', 'scripts/importers/visible', 'scripts/plans/markdown'),
    arrow('scripts/senders/', 'scripts/register/'),
    arrow('scripts/intake/', 'scripts/senders/', 'scripts/register/', 'scripts/importers/visible', 'scripts/importers/statuspage/words'),
    // The edges.
    arrow('scripts/record/', 'scripts/register/', 'scripts/package'),
    arrow('scripts/git/', 'scripts/register/'),
    arrow('scripts/github/', 'scripts/channels/', 'scripts/plans/', 'scripts/register/'),
    arrow('scripts/channels/', 'scripts/plans/', 'scripts/register/'),
    arrow('scripts/server/', 'scripts/record/', 'scripts/register/'),
    // The top: commands may use every room; the site's pages see page data and nothing else.
    arrow('scripts/sitrep', 'scripts/cli'),
    arrow('scripts/cli', 'scripts/commands/', 'scripts/register/', 'scripts/package'),
    arrow('scripts/commands/', 'scripts/', 'site/'),
    arrow('site/[^/]+$', 'scripts/', 'site/'),
    arrow('site/markdown/', 'site/markdown/'),
    arrow('site/src/', 'scripts/pages/', 'site/src/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^site/[.]astro/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
    moduleSystems: ['es6'],
  },
};
