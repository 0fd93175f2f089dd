/**
 * Who may import whom. `scripts/arrows.json` states every arrow, this file turns it into rules, and
 * `.github/ARCHITECTURE.md` draws it; scripts/testing/house.test.ts holds the three together.
 * Markup is not read by this tool: eslint.config.js holds `.astro` files to `scripts/outputs/pages`.
 */
const { readdirSync } = require('node:fs');
const arrows = require('./scripts/arrows.json');

const test = String.raw`\.test\.ts$|^scripts/(testing|bench)/|^site/e2e/`;
const within = (room) => `^${room.replaceAll('.', '[.]')}${room.endsWith('.ts') ? '$' : '/'}`;
const rooms = Object.keys(arrows);
/** The rooms inside another room: what lies in them is not the outer room's. */
const inner = (room) => rooms.filter((other) => other.startsWith(`${room}/`)).map(within);
const place = (room) => ({
  path: within(room),
  ...(inner(room).length > 0 && { pathNot: inner(room) }),
});

/** The features of a shelf: what has a page beside it. The rest of its files is what they share. */
const features = (shelf) =>
  readdirSync(`${__dirname}/${shelf}`)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => name.slice(0, -'.md'.length));
const neighbours = (shelf) => {
  const feature = `^${shelf}/(${features(shelf).join('|')})[.]ts$`;
  return {
    name: `no-neighbour-in-${shelf.split('/').at(-1)}`,
    comment:
      'What two features share belongs in a file without a page, or in scripts/model/register.',
    severity: 'error',
    from: { path: feature },
    to: { path: feature },
  };
};

module.exports = {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-test-code-outside-tests',
      severity: 'error',
      from: { pathNot: test },
      to: { path: '^scripts/(testing|bench)/|^site/e2e/' },
    },
    neighbours('scripts/model/rules'),
    neighbours('scripts/model/kpis'),
    neighbours('scripts/inputs/import'),
  ],
  allowedSeverity: 'error',
  allowed: [
    { from: {}, to: { pathNot: '^(scripts|site|schemas)/' } },
    { from: { path: test }, to: {} },
    ...rooms.map((room) => ({ from: place(room), to: place(room) })),
    ...rooms.flatMap((room) => arrows[room].map((to) => ({ from: place(room), to: place(to) }))),
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
