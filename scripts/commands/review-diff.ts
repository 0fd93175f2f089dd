import { openBlobs } from '../edges/git/blobs.ts';
import { readHistory, type Version } from '../edges/git/history.ts';
import { openRepository } from '../edges/git/repository.ts';
import { openMemory } from '../edges/disk/memory.ts';
import { readBytes } from '../edges/disk/bytes.ts';
import { digestPostmortem } from '../model/record/digest.ts';
import { readDocument } from '../edges/disk/read.ts';
import type { Document } from '../model/register/document.ts';
import type { PostmortemRecord } from '../../schemas/generated/records.ts';
import type { Incident, Postmortem } from '../model/register/register.ts';
import { chooseIncident } from '../inputs/terminal/choose.ts';
import { type Command } from './command.ts';
import { openRegister } from '../session/open.ts';
import { formatDiff } from '../outputs/views/review-diff.ts';
import { Failure, type Context, type ExitStatus } from '../session/context.ts';

export const reviewDiff: Command = {
  name: 'review diff',
  summary: 'Show what changed in a postmortem since it was approved',
  arguments: [{ name: '<incident>', description: 'id, alias, or part of one' }],
  examples: [
    {
      line: 'sitrep review diff 2025-11-28',
      does: 'says that nothing has; where the text was amended, shows the difference and ends with 1',
    },
  ],
  async run(context, [wanted]): Promise<ExitStatus> {
    const { register } = await openRegister(context);
    const { id, postmortem } = chooseIncident(register, String(wanted));
    if (!postmortem) throw new Failure(`${id} has no postmortem.`, `sitrep postmortem ${id}`);
    const { path, standing, approvals = [] } = postmortem;
    const isAmended = !approvals.some(({ digest }) => digest === postmortem.digest);
    if (approvals.length === 0) throw new Failure(`Nobody has approved the postmortem of ${id}.`);
    const found = isAmended ? await findApproved(context, id, postmortem) : undefined;
    const diff = found ? formatDiff(path, found.text, readOwn(context, path)) : '';
    if (context.json) {
      const commit = found?.version.commit;
      const output = { incident: id, standing, ...(commit !== undefined && { commit }), diff };
      context.print(JSON.stringify(output, null, 2));
    } else if (found) {
      context.tell(`${id}: approved as it stood in ${found.version.commit.slice(0, 12)}`);
      context.print(diff);
    } else context.print(`${id}: the text is the one that was approved.`);
    return isAmended ? 1 : 0;
  },
};

/** The newest version in history whose text somebody approved. */
async function findApproved(
  { root }: Context,
  id: Incident['id'],
  { path, approvals = [] }: Postmortem,
): Promise<{ version: Version; text: string }> {
  const repository = await openRepository(root);
  if ('none' in repository) throw new Failure(`History is not known: ${repository.none}.`);
  const { versions, incomplete } = await readHistory(repository, openMemory(root));
  const approved = new Set(approvals.map(({ digest }) => digest));
  const known = (versions.get(path) ?? []).filter(({ change }) => change !== 'deleted');
  const blobs = openBlobs(root);
  try {
    for (const version of known) {
      const text = (await blobs.read([version.blob])).get(version.blob);
      if (text === undefined) continue;
      const bytes = new TextEncoder().encode(text);
      const { document } = readDocument(path, 'postmortem', id, bytes);
      if (document && approved.has(digestPostmortem(document as Document<PostmortemRecord>)))
        return { version, text };
    }
  } finally {
    blobs.close();
  }
  throw new Failure(
    `No version of ${path} in history has the text that was approved.`,
    incomplete === undefined
      ? 'It was never committed under this path on what is checked out; look in the pull request of the approval.'
      : `History: ${incomplete}.`,
  );
}

function readOwn({ root }: Context, path: string): string {
  const read = readBytes(root, path);
  if (!('bytes' in read)) throw new Failure(`${path}: ${read.finding.message}`);
  return new TextDecoder().decode(read.bytes);
}
