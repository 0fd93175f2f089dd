import type { FileChange } from '../../change/change.ts';
import { deliverToGitHub, requirePull, type TipChange } from '../../deliver/remote.ts';
import {
  findProposal,
  readIncidentAt,
  type OpenPull,
  type LocatedIncident,
  type IssueSession,
} from './locate.ts';

/** A file to add to an incident, or the reason why nothing is added. */
export type FileRequest<T> =
  | { file: FileChange; what: string; by: string; done: T }
  /** `path` is that of an existing file. */
  | { nothing: T; path: string }
  /** Mistake in the command. */
  | { wrong: string };

/** Result of a request, with its pull request if it waits in one. */
export type RequestedFile<T> = { done: T; pull?: OpenPull } | { wrong: string };

/**
 * Adds a file to an incident: on the branch of its issue, on the default branch, or, if that does not
 * accept commits, on a branch with a pull request.
 *
 * @param request makes the file for each new commit of the branch, so running it twice adds one file
 * @returns undefined if the issue has no incident
 */
export async function addFile<T>(
  session: IssueSession,
  request: (located: LocatedIncident) => FileRequest<T>,
): Promise<RequestedFile<T> | undefined> {
  const delivered = await deliverToGitHub(session, {
    findProposal: () => findProposal(session),
    uses: session.register.settings.delivery === 'pull-request' ? 'always' : 'if-present',
    readTip: (tip) => readIncidentAt(session, tip),
    make: (located) => makeChange(session, located, request(located)),
  });
  if (!delivered) return undefined;
  const { requested, waits } = delivered.result;
  if ('wrong' in requested) return requested;
  const pull = requirePull(delivered);
  const done = 'nothing' in requested ? requested.nothing : requested.done;
  return { done, ...(pull && waits && { pull }) };
}

function makeChange<T>(
  { issue }: IssueSession,
  { incident, files }: LocatedIncident,
  requested: FileRequest<T>,
): TipChange<{ requested: FileRequest<T>; waits: boolean }> {
  if ('wrong' in requested) return { result: { requested, waits: false } };
  const pull = {
    title: `Timeline of ${incident.id}`,
    body: `Timeline entries from the incident issue, #${issue.number}.`,
    reviewers: [incident.roles['commander'] ?? ''].filter((handle) => handle !== ''),
  };
  if ('nothing' in requested) {
    // A file that the default branch already has does not wait for a merge.
    const waits = files.some(({ path }) => path === requested.path);
    return { result: { requested, waits }, pull };
  }
  const { file, what, by } = requested;
  return {
    result: { requested, waits: true },
    // No text that people wrote: it could notify people or close issues.
    change: { files: [file], message: `${what}: ${incident.id}`, incident: incident.id, by },
    pull,
  };
}
