import { nodeId, place } from './shapes.ts';
import {
  api,
  mayNot,
  notFound,
  ok,
  readText,
  refuse,
  web,
  writeDate,
  type Call,
  type Operations,
} from './operation.ts';
import { mayPush, type FakeCheck, type FakeGitHub } from './state.ts';

const repo = '/repos/{owner}/{repo}';

/** Operations on check runs, which are verdicts on a commit. */
export const checkOperations: Operations = {
  [`POST ${repo}/check-runs`]: (state, call) => {
    if (!mayPush(state, call.login)) return mayNot();
    const commit = readText(call.body, 'head_sha') ?? '';
    if (!state.commits.has(commit)) return refuse(422, `No commit found for SHA: ${commit}`);
    const check = { id: ++state.counter, commit, ...readCheck(state, call) };
    state.checks.push(check);
    return ok(showCheck(state, check), 201);
  },
  [`PATCH ${repo}/check-runs/{check_run_id}`]: (state, call) => {
    if (!mayPush(state, call.login)) return mayNot();
    const check = state.checks.find(({ id }) => String(id) === call.params['check_run_id']);
    if (!check) return notFound();
    Object.assign(check, readCheck(state, call));
    return ok(showCheck(state, check));
  },
  [`GET ${repo}/commits/{ref}/check-runs`]: (state, { params, query }) => {
    const found = state.checks.filter(
      ({ commit, name }) => commit === params['ref'] && (query['check_name'] ?? name) === name,
    );
    const runs = found.map((check) => showCheck(state, check));
    return ok({ total_count: runs.length, check_runs: runs });
  },
};

function readCheck(
  { clock }: FakeGitHub,
  { body }: Call,
): Pick<FakeCheck, 'name' | 'conclusion' | 'title' | 'summary' | 'mark' | 'at'> {
  const output = (body['output'] ?? {}) as Record<string, unknown>;
  return {
    name: readText(body, 'name') ?? '',
    conclusion: readText(body, 'conclusion') ?? 'neutral',
    title: readText(output, 'title') ?? '',
    summary: readText(output, 'summary') ?? '',
    mark: readText(body, 'external_id') ?? '',
    at: clock,
  };
}

function showCheck(state: FakeGitHub, check: FakeCheck): object {
  const { id, commit, name, conclusion, title, summary, mark = '', at } = check;
  const url = `${api}${place(state)}/check-runs/${id}`;
  const date = writeDate(at);
  return {
    id,
    head_sha: commit,
    node_id: nodeId('CR', id),
    external_id: mark,
    url,
    html_url: `${web}/${state.repository}/runs/${id}`,
    details_url: null,
    status: 'completed',
    conclusion,
    started_at: date,
    completed_at: date,
    output: {
      title,
      summary,
      text: null,
      annotations_count: 0,
      annotations_url: `${url}/annotations`,
    },
    name,
    check_suite: { id },
    app: null,
    pull_requests: [],
  };
}
