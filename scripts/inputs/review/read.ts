import { previewIncident, type Overlay } from '../../edges/disk/preview.ts';
import type { PullFile } from '../../edges/github/review.ts';
import type { AmendedText } from './text.ts';
import type { ReviewedIncident } from './approvals.ts';
import { readBytes } from '../../edges/disk/bytes.ts';
import { kindOf } from '../../model/record/kind.ts';
import { readDocument } from '../../edges/disk/read.ts';
import type { Register } from '../../model/register/register.ts';

/** Postmortems that a pull request changes. */
export interface PostmortemChanges {
  reviewed: ReviewedIncident[];
  /** Approved texts that it changes. */
  amended: AmendedText[];
  unreadable: { path: string; message: string }[];
}

/** Maximum number of files: each needs a request, and GitHub allows a workflow 1,000 an hour. */
const maxFiles = 200;

/** Path of a file in an incident's folder, which cannot lead out of it. */
const inFolder = /^(?<folder>\d{4}\/[a-z0-9-]+)\/(?:timeline\/)?[\w.-]+$/;

/** No rules: `validate` checks them, and a review only reads. */
const noRules = { document: () => [], record: () => [] };

/**
 * Reads the incidents whose postmortem a pull request changes, with its files applied to their folders on
 * the default branch. Its files are only data: no code in them runs, and its settings are not used.
 *
 * @param prefix path of the data root in the repository
 */
export async function readPostmortemChanges(
  root: string,
  prefix: string,
  register: Register,
  files: readonly PullFile[],
  readBlob: (blob: string) => Promise<Uint8Array>,
): Promise<PostmortemChanges> {
  const changes: PostmortemChanges = { reviewed: [], amended: [], unreadable: [] };
  let left = maxFiles;
  for (const [folder, changed] of groupFiles(prefix, files)) {
    const path = `${folder}/postmortem.md`;
    if (!changed.some((file) => file.path === path && file.blob !== undefined)) continue;
    left -= changed.length;
    if (left < 0) {
      const message = `The pull request changes more than ${maxFiles} files. Please split it.`;
      changes.unreadable.push({ path, message });
      break;
    }
    const overlay = new Map<string, Uint8Array | undefined>();
    for (const { path: file, blob } of changed) {
      overlay.set(file, blob === undefined ? undefined : await readBlob(blob));
    }
    const before = register.incidents.get(folder.slice(5));
    judge(root, path, folder, register, before, overlay, changes);
    const [old, now] = [readOwn(root, path), overlay.get(path)];
    if (old && now && before?.postmortem?.standing === 'approved') {
      const [was, is] = [old, now].map((bytes) => new TextDecoder().decode(bytes));
      if (was !== is) changes.amended.push({ path, before: was ?? '', after: is ?? '' });
    }
  }
  return changes;
}

function judge(
  root: string,
  path: string,
  folder: string,
  { settings }: Register,
  before: ReviewedIncident['before'],
  overlay: Overlay,
  { reviewed, unreadable }: PostmortemChanges,
): void {
  const after = previewIncident(root, settings, folder, overlay, noRules).files?.incident;
  if (after?.postmortem) {
    const { postmortem } = after;
    reviewed.push({ after: { ...after, postmortem }, ...(before && { before }) });
    return;
  }
  const bytes = overlay.get(path) ?? new Uint8Array();
  const { findings } = readDocument(path, 'postmortem', folder.slice(5), bytes);
  const message = findings[0]?.message ?? 'Its incident cannot be read.';
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
