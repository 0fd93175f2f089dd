import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { cutEdition, type Audience, type Edition } from '../scripts/model/edition/cut.ts';
import { packageRoot } from '../scripts/edges/disk/package.ts';
import { openCache } from '../scripts/edges/disk/cache.ts';
import { openMemory, type Memory } from '../scripts/edges/disk/memory.ts';
import { loadRegister, type Loaded } from '../scripts/edges/disk/load.ts';
import { readFolderVersions } from '../scripts/edges/git/folder-versions.ts';
import type { Document, IncidentFiles } from '../scripts/model/register/document.ts';
import type { Finding } from '../scripts/model/register/finding.ts';
import type { LeftOut } from '../scripts/model/register/register.ts';
import { copyAttachments, listAttachments } from './attachments.ts';
import { renderMarkdown } from './markdown/render.ts';
import { lookUp, resolveAddresses, resolveHandbook, type Holds } from './addresses.ts';
import { readMessage } from '../scripts/model/text/read-message.ts';
import { parseInstant } from '../scripts/model/time/instant.ts';
import { loadRenderer } from './compile.ts';
import { makeOutput, openOutput, type Page } from './output.ts';
import { handbookPath, readHandbook } from './handbook.ts';
import type { FailedPage, PageSource } from '../scripts/outputs/pages/source.ts';
import { buildFrame } from '../scripts/outputs/pages/frame.ts';
import { listPages, type RoutedDraft } from '../scripts/outputs/pages/routes.ts';
import { handOver } from './src/site.ts';
import { openGit, openRecording, type Recording } from './recorded.ts';
import { digest, digestCode, stampSite } from './stamp.ts';
import { readIncident, readText } from '../scripts/edges/disk/incident.ts';
import { type LoadOptions } from '../scripts/edges/disk/folder.ts';

export { explainForeign } from './output.ts';

export interface BuildOptions {
  /** Data root, absolute. */
  root: string;
  /** Folder of the site, absolute; it holds nothing else (see `explainForeign`). */
  out: string;
  now: number;
  /** Instant after which nothing that is dated counts; everything does by default. */
  asOf?: number;
  edition: Audience;
  /** Path below which the site will be served, with a `/` at both ends. */
  base?: string;
  /** Cache for the data root; the user's own if left out. */
  memory?: Memory;
  load?: LoadOptions;
}

/** Result of a build. */
export interface Built {
  /** Number of pages that were written. */
  written: number;
  /** Number of pages that were kept from the build before. */
  kept: number;
  leftOut: readonly LeftOut[];
  /** Pages that could not be built, each with its reason. */
  failed: readonly FailedPage[];
  findings: Finding[];
}

/**
 * Builds the site of a data root into a folder that is made if needed, with the rows cached by the build
 * before.
 *
 * @returns the system's error code if the folder cannot be written to
 */
export async function buildSiteFolder(
  options: Omit<BuildOptions, 'memory' | 'load'>,
): Promise<Built | { unwritable: string }> {
  const unwritable = makeOutput(options.out);
  if (unwritable !== undefined) return { unwritable };
  // The cache of `validate` holds findings too, which no page needs.
  const cache = openCache(openMemory(options.root), 'rows');
  const built = await buildSite({ ...options, load: { cache } });
  cache.save();
  return built;
}

/**
 * Builds the site of a data root.
 *
 * Broken records are left out and named on a page of their own: they never stop the build. Nor does a
 * page that throws: since every page says how many are left out, all are then written again.
 */
export async function buildSite(options: BuildOptions): Promise<Built> {
  const { root, out, base = '/' } = options;
  const shelf = openShelf();
  const memory = options.memory ?? openMemory(root);
  const opened = await openGit(root);
  const loaded = await loadRegister(root, {
    ...('tree' in opened && { hashes: opened.tree.hashes }),
    ...options.load,
    ...(options.asOf !== undefined && { asOf: options.asOf }),
    onRead: shelf.put,
    readVersions: (folder, broken) => readFolderVersions(root, memory, folder, broken),
  });
  const { register } = loaded;
  const edition = cutEdition(register, options.edition, options.now);
  const attachments = listAttachments(root, edition.register, loaded);
  const holds = lookUp(edition.register, new Set(attachments.map(({ page }) => page)));
  const code = digestCode();
  const { openMarkup } = await loadRenderer(code);
  const markup = await openMarkup();
  const recording = await openRecording(root, memory, opened);
  const asked = new Map<string, Map<string, boolean>>();
  const ask =
    (page: string): Holds =>
    (target) => {
      const held = holds(target);
      const file = nameFile(page);
      asked.set(file, (asked.get(file) ?? new Map<string, boolean>()).set(target, held));
      return held;
    };
  /** Writes every page, replaces those that are known to fail, and returns which failed besides. */
  const writePages = async (failed: readonly FailedPage[]) => {
    const stamp = stampSite(register, code, options.edition, base, failed);
    const output = openOutput(out, memory, stamp, holds);
    const pages: Page[] = [];
    const found: FailedPage[] = [];
    let written = 0;
    let kept = 0;
    const source = {
      ...openSource(root, edition, loaded, {
        memory,
        shelf,
        recording,
        ask,
        asOf: options.asOf,
      }),
      failed,
    };
    const takeBack = handOver(buildFrame(source, base));
    const render = async (draft: RoutedDraft): Promise<string> =>
      markup.render(draft.route, await draft.load());
    try {
      for (const draft of listPages(source)) {
        const { page, key } = draft;
        const file = nameFile(page);
        const known = failed.find((one) => one.page === page);
        if (known) output.write(file, await markup.renderFailed(known));
        else if (key !== undefined && output.keep({ file, key })) kept++;
        else {
          const text = await render(draft).catch((error: unknown) => {
            found.push({ page, reason: explainFailure(error, root) });
          });
          if (text === undefined) continue;
          output.write(file, text);
          written++;
        }
        if (key !== undefined && !known)
          pages.push({ file, key, asked: [...(asked.get(file) ?? [])] });
        asked.delete(file);
      }
    } finally {
      takeBack();
    }
    return { output, pages, found, written, kept };
  };
  try {
    let failed: FailedPage[] = [];
    let done = await writePages(failed);
    while (done.found.length > 0) {
      failed = [...failed, ...done.found];
      done = await writePages(failed);
    }
    const { output, pages, written, kept } = done;
    for (const [from, file] of listPublic()) output.copy(from, file);
    copyAttachments(root, output, attachments);
    output.finish(pages);
    return { written, kept, leftOut: register.leftOut, failed, findings: loaded.findings };
  } finally {
    recording.close();
  }
}

/** Returns the file of a page, relative to the site's folder: `incidents/x/index.html` for `/incidents/x/`. */
function nameFile(page: string): string {
  return page.endsWith('/') ? `${page.slice(1)}index.html` : page.slice(1);
}

/** Returns the first line of what a page threw, without the path of the records on this machine. */
function explainFailure(error: unknown, root: string): string {
  const [line = ''] = readMessage(error).split('\n');
  return line.replaceAll(`${root}/`, '').slice(0, 300) || 'unknown error';
}

/** Caches and lookups that a build opens once and uses while its pages are written. */
interface Opened {
  memory: Memory;
  shelf: Shelf;
  recording: Recording;
  /** Looks up whether the site holds a target, and notes that the page depends on it. */
  ask: (page: string) => Holds;
  asOf: number | undefined;
}

/** Opens the source of the data of pages: the edition, and texts that are cut each time one is read. */
function openSource(
  root: string,
  edition: Edition,
  { register: { settings }, files, lastRead }: Loaded,
  { memory, shelf, recording, ask, asOf }: Opened,
): Omit<PageSource, 'failed'> {
  const { incidents } = edition.register;
  const folders = Map.groupBy(files, (path) => path.split('/', 2).join('/'));
  const older = new Map(lastRead.map((read) => [read.incident.path, read]));
  const handbook = readHandbook();
  const { unrecorded } = recording;
  return {
    edition,
    handbook,
    ...(unrecorded !== undefined && { unrecorded }),
    ...readChecked(memory),
    async readIncident(id) {
      const incident = incidents.get(id);
      if (!incident) return undefined;
      const { path } = incident;
      const read =
        older.get(path) ??
        shelf.takeIncident(path) ??
        readIncident(root, settings, incident, {
          listed: folders.get(path) ?? [],
          ...(asOf !== undefined && { asOf }),
        });
      return read && { files: read, recorded: await recording.traceEntries(read) };
    },
    readText: (path) => shelf.takePostmortem(path) ?? readText(root, path),
    renderMarkdown: (text, path, page, headingLevel = 2) =>
      renderMarkdown(text, {
        headingLevel,
        // Only the handbook's own pages: on the page of a KPI its headings are among others.
        anchors: path === handbookPath && page.startsWith('/handbook/'),
        addresses:
          path === handbookPath
            ? resolveHandbook(handbook, page)
            : resolveAddresses(ask(page), path, page),
      }),
    findAddress: (address, path, page) => resolveAddresses(ask(page), path, page).link(address),
    keyOf: digest,
    keyOfIncident: ({ incident, ...shown }) =>
      digest(incident.path, incident.hash, recording.trace(incident.path), shown),
  };
}

/** Texts of incidents that were just read, until their pages are written. */
interface Shelf {
  put: (files: IncidentFiles) => void;
  takeIncident: (path: string) => IncidentFiles | undefined;
  takePostmortem: (path: string) => Document | undefined;
}

/** Maximum number of characters on the shelf: from about ten thousand incidents on, the rest is read again. */
const maxText = 64 * 1024 * 1024;

function openShelf(): Shelf {
  const incidents = new Map<string, IncidentFiles>();
  const postmortems = new Map<string, Document>();
  let left = maxText;
  return {
    put(files) {
      const { incident, record, postmortem, log } = files;
      left -= 200 * log.length + (record.body?.length ?? 0) + (postmortem?.body?.length ?? 0);
      if (left < 0) return;
      incidents.set(incident.path, files);
      if (postmortem) postmortems.set(postmortem.path, postmortem);
    },
    takeIncident: (path) => takeOut(incidents, path),
    takePostmortem: (path) => takeOut(postmortems, path),
  };
}

function takeOut<T>(shelf: Map<string, T>, key: string): T | undefined {
  const value = shelf.get(key);
  shelf.delete(key);
  return value;
}

/** Lists the files that are copied into every site. */
function listPublic(): [from: string, file: string][] {
  const folder = join(packageRoot, 'site/public');
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((from) => [from, relative(folder, from)]);
}

/** Reads when `sitrep heartbeat` last checked SLA clocks; nothing if it never ran. */
function readChecked(memory: Memory): Pick<PageSource, 'checked'> {
  const { checked } = JSON.parse(memory.recall('heartbeat') ?? '{}') as { checked?: string };
  const at = checked === undefined ? undefined : parseInstant(checked);
  return at === undefined ? {} : { checked: at };
}
