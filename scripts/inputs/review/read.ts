import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PullFile } from '../../edges/github/review.ts';
import type { Amended } from './text.ts';
import type { Reviewed } from './approvals.ts';
import { listFolder, readBytes } from '../../edges/disk/bytes.ts';
import { kindOf } from '../../model/record/kind.ts';
import { readDocument } from '../../edges/disk/read.ts';
import type { Register } from '../../model/register/register.ts';
import { readIncident } from '../../edges/disk/incident.ts';

/** The postmortems that a pull request changes. */
export interface Proposal {
  reviewed: Reviewed[];
  /** Texts that were approved before, and are others now. */
  amended: Amended[];
  unreadable: { path: string; message: string }[];
}

/** Each is a request to GitHub, of which a workflow has a thousand an hour. */
const mostFiles = 200;

/** An incident's folder, and nothing that leads out of one. */
const inFolder = /^(?<folder>\d{4}\/[a-z0-9-]+)\/(?:timeline\/)?[\w.-]+$/;

/**
 * Reads the incidents whose postmortem a pull request changes, as they would be with it: their folders
 * of the default branch with the pull request's files laid over, in a folder of their own. Its files are
 * data: none of them is run, and no settings of it are believed.
 *
 * @param prefix of the data root in the repository
 */
export async function readProposal(
  root: string,
  prefix: string,
  register: Register,
  files: readonly PullFile[],
  readBlob: (blob: string) => Promise<Uint8Array>,
): Promise<Proposal> {
  const proposal: Proposal = { reviewed: [], amended: [], unreadable: [] };
  let left = mostFiles;
  for (const [folder, changed] of groupFiles(prefix, files)) {
    const path = `${folder}/postmortem.md`;
    if (!changed.some((file) => file.path === path && file.blob !== undefined)) continue;
    left -= changed.length;
    if (left < 0) {
      const message = 'It is one of more files than are read: please make several of it.';
      proposal.unreadable.push({ path, message });
      break;
    }
    const before = register.incidents.get(folder.slice(5));
    const place = mkdtempSync(join(tmpdir(), 'sitrep-review-'));
    try {
      for (const file of listFolder(root, folder)) put(place, file, readOwn(root, file));
      for (const { path: file, blob } of changed) {
        put(place, file, blob === undefined ? undefined : await readBlob(blob));
      }
      judge(place, path, folder, register, before, proposal);
      const [old, now] = [readOwn(root, path), readOwn(place, path)];
      if (old && now && before?.postmortem?.standing === 'approved') {
        const [was, is] = [old, now].map((bytes) => new TextDecoder().decode(bytes));
        if (was !== is) proposal.amended.push({ path, before: was ?? '', after: is ?? '' });
      }
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  }
  return proposal;
}

function judge(
  place: string,
  path: string,
  folder: string,
  { settings }: Register,
  before: Reviewed['before'],
  { reviewed, unreadable }: Proposal,
): void {
  const after = readIncident(place, settings, { path: folder, hash: '' })?.incident;
  if (after?.postmortem) {
    const { postmortem } = after;
    reviewed.push({ after: { ...after, postmortem }, ...(before && { before }) });
    return;
  }
  const bytes = readOwn(place, path) ?? new Uint8Array();
  const { findings } = readDocument(path, 'postmortem', folder.slice(5), bytes);
  const message = findings[0]?.message ?? 'The incident that it belongs to cannot be read.';
  unreadable.push({ path, message });
}

function groupFiles(prefix: string, files: readonly PullFile[]): Map<string, PullFile[]> {
  const inside = files.flatMap((file): PullFile[] => {
    const path = file.path.slice(prefix.length);
    return file.path.startsWith(prefix) && kindOf(path) && inFolder.test(path)
      ? [{ ...file, path }]
      : [];
  });
  return Map.groupBy(inside, ({ path }) => inFolder.exec(path)?.groups?.['folder'] ?? '');
}

function readOwn(root: string, path: string): Uint8Array | undefined {
  const read = readBytes(root, path);
  return 'bytes' in read ? read.bytes : undefined;
}

function put(place: string, path: string, bytes: Uint8Array | undefined): void {
  const file = join(place, path);
  if (bytes === undefined) rmSync(file, { force: true });
  else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}
