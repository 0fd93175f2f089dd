import { previewIncident, type Overlay } from '../../edges/disk/preview.ts';
import type { PullFile } from '../../edges/github/review.ts';
import type { Amended } from './text.ts';
import type { Reviewed } from './approvals.ts';
import { readBytes } from '../../edges/disk/bytes.ts';
import { kindOf } from '../../model/record/kind.ts';
import { readDocument } from '../../edges/disk/read.ts';
import type { Register } from '../../model/register/register.ts';

/** The postmortems that a pull request changes. */
export interface Proposal {
  reviewed: Reviewed[];
  /** Texts that were approved, and that it changes. */
  amended: Amended[];
  unreadable: { path: string; message: string }[];
}

/** Files that are read, each with a request to GitHub, which allows a workflow a thousand an hour. */
const maxFiles = 200;

/** A file in an incident's folder, and nothing that leads out of one. */
const inFolder = /^(?<folder>\d{4}\/[a-z0-9-]+)\/(?:timeline\/)?[\w.-]+$/;

/** Rules are for `validate`: a review only reads. */
const noRules = { document: () => [], record: () => [] };

/**
 * Reads the incidents whose postmortem a pull request changes, as they would be with it: their folders on
 * the default branch with the files of the pull request laid over. Its files are data: none of them is run,
 * and none of its settings are used.
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
  let left = maxFiles;
  for (const [folder, changed] of groupFiles(prefix, files)) {
    const path = `${folder}/postmortem.md`;
    if (!changed.some((file) => file.path === path && file.blob !== undefined)) continue;
    left -= changed.length;
    if (left < 0) {
      const message = `The pull request changes more than ${maxFiles} files. Please split it.`;
      proposal.unreadable.push({ path, message });
      break;
    }
    const overlay = new Map<string, Uint8Array | undefined>();
    for (const { path: file, blob } of changed) {
      overlay.set(file, blob === undefined ? undefined : await readBlob(blob));
    }
    const before = register.incidents.get(folder.slice(5));
    judge(root, path, folder, register, before, overlay, proposal);
    const [old, now] = [readOwn(root, path), overlay.get(path)];
    if (old && now && before?.postmortem?.standing === 'approved') {
      const [was, is] = [old, now].map((bytes) => new TextDecoder().decode(bytes));
      if (was !== is) proposal.amended.push({ path, before: was ?? '', after: is ?? '' });
    }
  }
  return proposal;
}

function judge(
  root: string,
  path: string,
  folder: string,
  { settings }: Register,
  before: Reviewed['before'],
  overlay: Overlay,
  { reviewed, unreadable }: Proposal,
): void {
  const after = previewIncident(root, settings, folder, overlay, noRules).files?.incident;
  if (after?.postmortem) {
    const { postmortem } = after;
    reviewed.push({ after: { ...after, postmortem }, ...(before && { before }) });
    return;
  }
  const bytes = overlay.get(path) ?? new Uint8Array();
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
