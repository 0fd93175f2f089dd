import { escalationLabel, type Issue } from '../plans/escalation-issues.ts';
import { GitHubError } from './error.ts';
import type { GitHub } from './client.ts';
import { readMarks } from './marks.ts';

/**
 * The issues that bear our label and our marks, and that our own account wrote. Never by search, which
 * lags and forgets. A list that could not be read to its end throws: what is missing from it is unknown.
 *
 * @param login of our own account
 * @param label that they bear
 */
export async function listIssues(
  github: GitHub,
  state: 'open' | 'all',
  login: string,
  label = escalationLabel,
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
        labels: label,
        // The order of creation does not change while the pages are read.
        sort: 'created',
        direction: 'asc',
        per_page: size,
        page,
      }),
    );
    for (const issue of found) {
      const marks = readMarks(issue.body ?? '');
      if (!marks || issue.user?.login !== login || issue.pull_request) continue;
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

/**
 * The login that our issues are written under. The token of a workflow may not ask, and is always the
 * same bot's.
 */
export async function findLogin(github: GitHub, isWorkflow: boolean): Promise<string> {
  if (isWorkflow) return 'github-actions[bot]';
  const user = await github.read('Asking who we are', () =>
    github.octokit.rest.users.getAuthenticated(),
  );
  return user.login;
}

const colours: Record<string, string> = {
  'sitrep:escalation': '5b4fc7',
  'sitrep:form': '5b4fc7',
  'sitrep:room': '5b4fc7',
  'sitrep:incomplete': 'b54708',
  'state:breached': 'b42318',
  'state:at-risk': 'b54708',
};

/** Makes labels that are missing, once a run each. */
export async function ensureLabels(
  github: GitHub,
  names: readonly string[],
  known: Set<string>,
): Promise<void> {
  const { owner, repo, octokit } = github;
  for (const name of names) {
    if (known.has(name)) continue;
    try {
      await github.read(`Looking for the label ${name}`, () =>
        octokit.rest.issues.getLabel({ owner, repo, name }),
      );
    } catch (error) {
      if (!(error instanceof GitHubError) || error.trouble !== 'not-found') throw error;
      await createLabel(github, name);
    }
    known.add(name);
  }
}

async function createLabel({ owner, repo, octokit, write }: GitHub, name: string): Promise<void> {
  const color = colours[name] ?? '667085';
  try {
    await write(`Making the label ${name}`, () =>
      octokit.rest.issues.createLabel({ owner, repo, name, color }),
    );
  } catch (error) {
    // Another run was quicker.
    if (!(error instanceof GitHubError) || error.trouble !== 'invalid') throw error;
  }
}

/** Of some people those who can be assigned, and those who cannot; each asked once a run. */
export async function sortAssignable(
  { owner, repo, octokit, read }: GitHub,
  people: readonly string[],
  known: Map<string, boolean>,
): Promise<{ assignable: string[]; others: string[] }> {
  for (const assignee of people) {
    if (known.has(assignee)) continue;
    try {
      await read(`Asking whether ${assignee} can be assigned`, () =>
        octokit.rest.issues.checkUserCanBeAssigned({ owner, repo, assignee }),
      );
      known.set(assignee, true);
    } catch (error) {
      if (!(error instanceof GitHubError) || error.trouble !== 'not-found') throw error;
      known.set(assignee, false);
    }
  }
  return {
    assignable: people.filter((handle) => known.get(handle) === true),
    others: people.filter((handle) => known.get(handle) !== true),
  };
}
