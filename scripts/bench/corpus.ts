import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatInstant, type Instant } from '../model/time/instant.ts';

/** A generated file, and the commit that brought it. */
interface Draft {
  path: string;
  text: string;
  at: Instant;
}

const words =
  'the pool of connections ran out while a deploy doubled what each worker opens and the queue behind it grew until requests timed out we rolled back watched the backlog drain and told customers what they saw then raised the limit checked the graphs wrote down what we learned and agreed who would bound the pool before the next sale'.split(
    ' ',
  );
const services = [
  'checkout',
  'payments',
  'search',
  'timetable',
  'accounts',
  'notify',
  'gateway',
  'ledger',
];
const people = ['ada', 'grace', 'edsger', 'barbara', 'donald', 'radia'];

/** A random generator of the mulberry32 kind: the same seed gives the same corpus. */
function seedRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Writes a data root like a real one: about ten timeline entries an incident, forty lines of narrative,
 * four incidents in ten with a postmortem, and a Git history of two commits an incident.
 *
 * @returns the data root
 */
export async function writeCorpus(folder: string, size: number, seed = 1): Promise<string> {
  const root = join(folder, 'incidents');
  const random = seedRandom(seed);
  const drafts = draftCatalog();
  for (let index = 0; index < size; index++) drafts.push(...draftIncident(index, size, random));
  for (const { path, text } of drafts) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  await commitDrafts(folder, drafts);
  return root;
}

const epoch = Date.UTC(2016, 0, 1);
const span = 10 * 365 * 86_400_000;

function draftCatalog(): Draft[] {
  const members = people.map((handle) => `  - {handle: ${handle}, name: ${handle}}`).join('\n');
  return [
    {
      path: 'sitrep.yaml',
      at: epoch,
      text: 'organisation: {name: Bench, timezone: Europe/Amsterdam}\n',
    },
    { path: 'catalog/teams/web.yaml', at: epoch, text: `name: Web\nmembers:\n${members}\n` },
    ...services.map((id, index) => ({
      path: `catalog/services/${id}.yaml`,
      at: epoch,
      text: `name: ${id}\ntier: ${(index % 4) + 1}\nteam: web\n`,
    })),
  ];
}

function draftIncident(index: number, size: number, random: () => number): Draft[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const prose = (lines: number): string =>
    Array.from({ length: lines }, (_, line) =>
      line % 8 === 0
        ? `\n## ${pick(words)} ${pick(words)} ${pick(words)}\n`
        : Array.from({ length: 14 }, () => pick(words)).join(' '),
    ).join('\n');
  const started = epoch + Math.floor((span * index) / size / 60_000) * 60_000;
  const id = `${formatInstant(started).slice(0, 10)}-${pick(words)}-${pick(words)}-${index}`;
  const folder = `${id.slice(0, 4)}/${id}`;
  const service = pick(services);
  const title = Array.from({ length: 6 }, () => pick(words)).join(' ');
  const minutes = (count: number): Instant => started + count * 60_000;
  const entry = (count: number, text: string): string =>
    `- at: ${formatInstant(minutes(count))}\n  ${text.replaceAll('\n', '\n  ')}\n`;
  const length = 20 + Math.floor(random() * 400);
  const timeline = [
    entry(
      0,
      `type: started\naffects: {${service}: ${pick(['degraded', 'partial-outage', 'major-outage'])}}`,
    ),
    entry(3, 'type: detected\nby: alertmanager'),
    entry(5, `type: acknowledged\nby: ${pick(people)}`),
    entry(6, `type: assigned\nrole: commander\nto: ${pick(people)}`),
    entry(
      8,
      `type: triaged\nimpact: ${pick(['high', 'medium', 'low'])}\nurgency: ${pick(['high', 'medium', 'low'])}`,
    ),
    entry(
      10,
      `type: update\naudience: public\nstatus: investigating\nnote: We are looking into ${service}.`,
    ),
    entry(
      Math.floor(length / 2),
      `type: finding\nby: ${pick(people)}\nnote: |\n  ${prose(3).trim().replaceAll('\n', '\n  ')}`,
    ),
    entry(length - 5, 'type: mitigated'),
    entry(length, 'type: resolved\nresolution: fixed'),
    entry(length + 30, 'type: closed'),
  ].join('');
  const drafts = [
    {
      path: `${folder}/incident.md`,
      at: minutes(9),
      text: `---\ntitle: ${title}\nsummary: ${title} for some customers\nservices: [${service}]\ncategory: software\nchannel: monitoring\ntags: [${pick(words)}]\n---\n${prose(40)}\n`,
    },
    { path: `${folder}/timeline.yaml`, at: minutes(9), text: timeline },
  ];
  if (random() < 0.4) {
    drafts.push({
      path: `${folder}/postmortem.md`,
      at: minutes(length + 3000),
      text: `---\nauthors: [${pick(people)}]\nstate: in-review\nroot_causes:\n  - ${title}\nactions:\n  - {id: a1, title: Bound the pool of ${service}, type: prevent, owner: ${pick(people)}, due: ${formatInstant(minutes(40_000)).slice(0, 10)}, done: ${formatInstant(minutes(30_000)).slice(0, 10)}}\n---\n${prose(40)}\n`,
    });
  }
  return drafts;
}

/** Commits the drafts through `git fast-import`: one commit an instant, in order. */
async function commitDrafts(folder: string, drafts: readonly Draft[]): Promise<void> {
  await run(folder, ['init', '--quiet', '--initial-branch=main']);
  const child = spawn('git', ['fast-import', '--quiet'], {
    cwd: folder,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const commits = Map.groupBy(drafts, ({ at, path }) => `${at} ${path.endsWith('postmortem.md')}`);
  const ordered = [...commits.values()].sort((a, b) => (a[0]?.at ?? 0) - (b[0]?.at ?? 0));
  for (const files of ordered) {
    const at = Math.floor((files[0]?.at ?? 0) / 1000);
    const message = 'Record';
    const changes = files.map(
      ({ path, text }) =>
        `M 100644 inline incidents/${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
    );
    const commit = `commit refs/heads/main\ncommitter bench <bench@example.com> ${at} +0000\ndata ${message.length}\n${message}\n${changes.join('')}\n`;
    if (!child.stdin.write(commit)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  const [status] = (await once(child, 'close')) as [number];
  if (status !== 0) throw new Error(`git fast-import ended with ${status}`);
  // The files are on disk already: only the index has to learn of them.
  await run(folder, ['reset', '--quiet']);
}

async function run(folder: string, args: readonly string[]): Promise<void> {
  const [status] = (await once(spawn('git', args, { cwd: folder, stdio: 'inherit' }), 'close')) as [
    number,
  ];
  if (status !== 0) throw new Error(`git ${args.join(' ')} ended with ${status}`);
}
