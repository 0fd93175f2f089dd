import { type Issue } from './escalate/escalation-issues.ts';
import { hasClaimed } from './claim.ts';
import { type GitHub } from '../edges/github/client.ts';
import { readMarks } from '../edges/github/marks.ts';
import { type Listing } from '../edges/github/issues.ts';

/**
 * Lists the issues that bear our marks and that an account of ours wrote, by number. Never by search,
 * which lags and forgets. A list that could not be read to its end throws: what is missing from it is
 * unknown.
 */
export async function listIssues(
  github: GitHub,
  { state, accounts, label, since }: Listing,
): Promise<Issue[]> {
  const { owner, repo, octokit } = github;
  const issues: Issue[] = [];
  const size = 100;
  for (let page = 1; ; page++) {
    const found = await github.read('Listing the issues', () =>
      octokit.rest.issues.listForRepo({
        owner,
        repo,
        state,
        ...(label !== undefined && { labels: label }),
        ...(since !== undefined && { since: new Date(since).toISOString() }),
        // The order of creation does not change while the pages are read.
        sort: 'created',
        direction: 'asc',
        per_page: size,
        page,
      }),
    );
    for (const issue of found) {
      const marks = readMarks(issue.body ?? '');
      const author = issue.user?.login ?? '';
      if (!marks || issue.pull_request) continue;
      const isOurs =
        accounts.has(author) ||
        // With another token, our account was another one. Each question is a request: so not for what is
        // closed, nor where a stranger, who may label nothing, could make us ask.
        (label !== undefined &&
          issue.state === 'open' &&
          (await hasClaimed(github, marks.key, author)));
      if (!isOurs) continue;
      issues.push({
        number: issue.number,
        url: issue.html_url,
        open: issue.state === 'open',
        title: issue.title,
        body: issue.body ?? '',
        labels: issue.labels.map((label) =>
          typeof label === 'string' ? label : (label.name ?? ''),
        ),
        assignees: (issue.assignees ?? []).map((user) => user.login),
        createdAt: Date.parse(issue.created_at),
        marks,
      });
    }
    if (found.length < size) return issues;
  }
}
