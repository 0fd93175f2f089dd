/**
 * `npm run bench [-- --size 1000,10000]`: measures Sitrep on generated corpora, each figure as a ratio
 * to a floor that is measured in the same run, prints a table and writes JSON.
 */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatTable } from '../outputs/views/table.ts';
import { packageRoot } from '../edges/disk/package.ts';
import { findMemory } from '../edges/disk/memory.ts';
import { writeCorpus } from './corpus.ts';
import { measureClocks } from './clocks.ts';
import { measure, measureBest, type Cost } from './measure.ts';
import { simulate } from './simulation.ts';

interface Row {
  what: string;
  size: number;
  cpu: number;
  peak?: number;
  /** Reference value of the ratio. */
  floor?: string;
  ratio?: number;
  target?: string;
}

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '3' },
    out: { type: 'string', default: 'bench.json' },
    only: { type: 'string', default: 'validate,git,kpi,sla,site' },
  },
});
const runs = Number(values.runs);
const only = new Set(values.only.split(','));
const sitrep = [process.execPath, join(packageRoot, 'scripts/sitrep.js')];
const floor = (name: string): string[] => [
  process.execPath,
  join(packageRoot, `scripts/bench/floors/${name}.ts`),
];

const rows: Row[] = [];
function add(
  what: string,
  size: number,
  cost: Cost,
  rest: Partial<Row> & { to?: Cost } = {},
): void {
  const { to, ...facts } = rest;
  if (cost.status > 1) throw new Error(`${what} ended with ${cost.status}: ${cost.output}`);
  rows.push({
    what,
    size,
    cpu: cost.cpu,
    ...(cost.peak !== undefined && { peak: cost.peak }),
    ...(to && { ratio: cost.cpu / to.cpu }),
    ...facts,
  });
  process.stderr.write(`${what} (${size}): ${cost.cpu.toFixed(2)} s\n`);
}

async function benchValidate(root: string, size: number): Promise<void> {
  const forget = (): void => rmSync(findMemory(root), { recursive: true, force: true });
  const validate = [...sitrep, 'validate', '--root', root, '--quiet'];
  const base = await measureBest([...floor('validate'), root], root, runs);
  add('floor: read, js-yaml, ajv', size, base);
  const cold = await measureBest(validate, root, runs, forget);
  add('validate, cold', size, cold, {
    to: base,
    floor: 'floor',
    target: '≤ 1.3 ×, ≤ 250 MB at 10,000',
  });
  const file = findNewest(root);
  const text = readFileSync(file, 'utf8');
  let count = 0;
  const warm = await measureBest(validate, root, runs, () => {
    writeFileSync(file, `${text}\n${'x'.repeat(++count)}\n`);
  });
  writeFileSync(file, text);
  add('validate, warm, one file changed', size, warm, {
    to: cold,
    floor: 'own cold run',
    target: '≤ 0.20 ×',
  });
}

async function benchGit(root: string, size: number, folder: string): Promise<void> {
  const log = ['git', 'log', '-z', '--name-status', '--no-renames', '--format=%H %ct', '--', '.'];
  const base = await measureBest(log, root, runs);
  add('floor: one git log', size, base);
  const program = [process.execPath, join(packageRoot, 'scripts/bench/history.ts'), root];
  add('Git history of every file', size, await measureBest(program, root, runs), {
    to: base,
    floor: 'floor',
    target: '≤ 1.2 ×',
  });
  const file = findNewest(root);
  const text = readFileSync(file, 'utf8');
  let count = 0;
  const commit = (): void => {
    writeFileSync(file, `${text}\n${'x'.repeat(++count)}\n`);
    const someone = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com'];
    execFileSync('git', [...someone, 'commit', '--quiet', '--all', '--message', 'x'], {
      cwd: root,
    });
  };
  const memory = join(folder, 'memory');
  await measure([...program, memory], root);
  add(
    'Git history, one commit since',
    size,
    await measureBest([...program, memory], root, runs, commit),
    { to: base, floor: 'floor', target: '≤ 0.1 ×' },
  );
}

async function benchKpis(root: string, size: number): Promise<void> {
  const command = [...sitrep, 'kpi', '--root', root, '--json'];
  // Of a year without an incident nothing is computed: what is left is start and load.
  const load = await measureBest([...command, '--period', '1999'], root, runs);
  const kpi = await measureBest(command, root, runs);
  const cost = { ...kpi, cpu: Math.max(0, kpi.cpu - load.cpu) };
  add('all KPIs with intervals, after load', size, cost, { target: '≤ 0.3 s at 10,000' });
}

function benchClocks(size: number): void {
  add(
    'every clock of open incidents, after load',
    size,
    { cpu: measureClocks(size, runs), wall: 0, status: 0, output: '' },
    {
      target: '≤ 0.2 s at 10,000',
    },
  );
}

/** How many random histories of escalation a second can be held to what must come of them. */
async function benchSimulation(): Promise<void> {
  const seeds = 200;
  const before = process.cpuUsage();
  for (let seed = 1; seed <= seeds; seed++) await simulate(seed);
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / 1e6;
  add(`simulated escalations: ${(seeds / cpu).toFixed(0)} seeds a second`, seeds, {
    cpu,
    wall: 0,
    status: 0,
    output: '',
  });
}

async function benchSite(root: string, size: number, folder: string): Promise<void> {
  const out = join(folder, 'floor');
  const base = await measureBest([...floor('site'), root, out], root, runs);
  add('floor: js-yaml, satteri, template, write', size, base);
  const site = join(folder, 'site');
  const build = [...sitrep, 'site', 'build', '--root', root, '--out', site, '--quiet'];
  // In the checkout the first build compiles the pages, which the packed package brings along.
  const empty = join(folder, 'empty');
  mkdirSync(empty, { recursive: true });
  await measure([...sitrep, 'site', 'build', '--root', empty, '--out', `${empty}-site`], folder);
  const cold = await measureBest(build, root, runs, () => {
    for (const path of [findMemory(root), site]) rmSync(path, { recursive: true, force: true });
  });
  add('site, cold', size, cold, { to: base, floor: 'floor', target: '≤ 3.2 ×, ≤ 1 GB at 10,000' });
  const file = findNewest(root);
  const text = readFileSync(file, 'utf8');
  let count = 0;
  const warm = await measureBest(build, root, runs, () => {
    writeFileSync(file, `${text}\n${'One more line. '.repeat(++count)}\n`);
  });
  writeFileSync(file, text);
  add('site, one incident changed', size, warm, {
    to: cold,
    floor: 'own cold build',
    target: '≤ 0.15 ×',
  });
  await benchHugo(root, size, folder, cold);
}

/** Hugo with a plain template over the same bodies, where it is installed. */
async function benchHugo(root: string, size: number, folder: string, cold: Cost): Promise<void> {
  const known = await measure(['hugo', 'version'], root).catch(() => undefined);
  if (known?.status !== 0) {
    process.stderr.write('Hugo is not installed here: that ratio is left out.\n');
    return;
  }
  const site = join(folder, 'hugo');
  mkdirSync(join(site, 'layouts/_default'), { recursive: true });
  writeFileSync(
    join(site, 'hugo.toml'),
    'title = "bench"\ndisableKinds = ["taxonomy", "RSS", "sitemap"]\n',
  );
  writeFileSync(join(site, 'layouts/_default/single.html'), '<h1>{{ .Title }}</h1>{{ .Content }}');
  writeFileSync(
    join(site, 'layouts/_default/list.html'),
    '{{ range .Pages }}<li>{{ .Title }}{{ end }}',
  );
  for (const path of listIncidents(root)) {
    const target = join(site, 'content', path.split('/').at(-2) ?? '');
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'index.md'), readFileSync(path));
  }
  const hugo = await measure(['hugo', '--quiet', '--source', site], site);
  add('peer: Hugo, one plain page an incident', size, hugo);
  rows.push({
    what: 'site, cold',
    size,
    cpu: cold.cpu,
    floor: 'Hugo',
    ratio: cold.cpu / hugo.cpu,
    target: '≤ 0.7 ×',
  });
}

function listIncidents(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('incident.md'))
    .map((path) => join(root, path))
    .sort();
}

function findNewest(root: string): string {
  const file = listIncidents(root).at(-1);
  if (file === undefined || !existsSync(file)) throw new Error(`${root} holds no incident`);
  return file;
}

if (only.has('sla')) await benchSimulation();
for (const size of values.size.split(',').map(Number)) {
  const folder = mkdtempSync(join(tmpdir(), `sitrep-bench-${size}-`));
  try {
    const root = await writeCorpus(folder, size);
    if (only.has('validate')) await benchValidate(root, size);
    if (only.has('git')) await benchGit(root, size, folder);
    if (only.has('kpi')) await benchKpis(root, size);
    if (only.has('sla')) benchClocks(size);
    if (only.has('site')) await benchSite(root, size, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`;
process.stdout.write(
  `${machine}\n\n${formatTable(
    [
      { heading: 'what' },
      { heading: 'size', figures: true },
      { heading: 'CPU s', figures: true },
      { heading: 'peak MB', figures: true },
      { heading: 'ratio', figures: true },
      { heading: 'to' },
      { heading: 'target' },
    ],
    rows.map(({ what, size, cpu, peak, ratio, floor: to = '', target = '' }) => [
      what,
      String(size),
      cpu.toFixed(2),
      peak === undefined ? '' : peak.toFixed(0),
      ratio === undefined ? '' : `${ratio.toFixed(2)} ×`,
      to,
      target,
    ]),
  )}\n`,
);
writeFileSync(values.out, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
