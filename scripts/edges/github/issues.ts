import type { GitHub } from './client.ts';
import { GitHubError } from './error.ts';

/** Adds a label to an issue. */
export async function addLabel(
  { owner, repo, octokit, write }: GitHub,
  number: number,
  label: string,
): Promise<void> {
  await write(`Labelling issue #${number}`, () =>
    octokit.rest.issues.addLabels({ owner, repo, issue_number: number, labels: [label] }),
  );
}

/** Colours of Sitrep's labels; all others are grey. */
const colours: Record<string, string> = {
  'sitrep:escalation': '5b4fc7',
  'sitrep:form': '5b4fc7',
  'sitrep:incident': '5b4fc7',
  'sitrep:incomplete': 'b54708',
  'state:breached': 'b42318',
  'state:at-risk': 'b54708',
};

/** Creates missing labels, checking each once per run. */
export async function ensureLabels(
  github: GitHub,
  names: readonly string[],
  known: Set<string>,
): Promise<void> {
  for (const name of names) {
    if (known.has(name)) continue;
    if (!(await hasLabel(github, name))) await createLabel(github, name);
    known.add(name);
  }
}

/** Checks whether the repository has a label. */
export async function hasLabel(
  { owner, repo, octokit, read }: GitHub,
  name: string,
): Promise<boolean> {
  try {
    await read(`Looking for the label ${name}`, () =>
      octokit.rest.issues.getLabel({ owner, repo, name }),
    );
    return true;
  } catch (error) {
    if (error instanceof GitHubError && error.trouble === 'not-found') return false;
    throw error;
  }
}

/** Creates a label, unless another run did. */
export async function createLabel(
  { owner, repo, octokit, write }: GitHub,
  name: string,
): Promise<void> {
  const color = colours[name] ?? '667085';
  try {
    await write(`Creating the label ${name}`, () =>
      octokit.rest.issues.createLabel({ owner, repo, name, color }),
    );
  } catch (error) {
    // Another run created it first.
    if (!(error instanceof GitHubError) || error.trouble !== 'invalid') throw error;
  }
}

/** Separates people who can be assigned from others, checking each once per run. */
export async function sortAssignable(
  { owner, repo, octokit, read }: GitHub,
  people: readonly string[],
  known: Map<string, boolean>,
): Promise<{ assignable: string[]; others: string[] }> {
  for (const assignee of people) {
    if (known.has(assignee)) continue;
    try {
      await read(`Checking whether ${assignee} can be assigned`, () =>
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
