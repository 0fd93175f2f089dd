import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, onTestFinished, test } from 'vitest';
import { serveGitHub } from '../testing/github/serve.ts';
import { makeGitHub } from '../testing/github/state.ts';
import { packageRoot } from '../edges/disk/package.ts';
import { sitrepWith, testdir } from '../testing/folder.ts';

const settings = 'organisation: {name: Test}\n';

/** Asks whether a site may be published, in words and as JSON. */
async function ask(publicPages: boolean | undefined, yaml: string, isPrivate = true) {
  const wrong: string[] = [];
  const state = makeGitHub({ clock: Date.parse('2026-01-14T08:30:00Z') });
  Object.assign(state, { isPrivate, publicPages });
  const { url, close } = await serveGitHub(state, { wrong });
  onTestFinished(close);
  const environment = {
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: state.repository,
    GITHUB_TOKEN: 'token',
  };
  const folder = testdir({ 'incidents/sitrep.yaml': yaml });
  const { status, stdout } = await sitrepWith(environment, folder, 'site', 'publishable', '--json');
  const output = JSON.parse(stdout) as { publishable: boolean; reason: string };
  const schema = join(packageRoot, 'schemas/output/site-publishable.schema.json');
  const validate = new Ajv2020().compile(JSON.parse(readFileSync(schema, 'utf8')) as object);
  expect(validate(output), JSON.stringify(validate.errors)).toBe(true);
  expect(wrong).toEqual([]);
  return { status, ...output };
}

test.each([true, false])(
  'public Pages stop the site, repository private: %s',
  async (isPrivate) => {
    const { status, publishable, reason } = await ask(true, settings, isPrivate);
    expect([status, publishable]).toEqual([1, false]);
    expect(reason).toContain('site.publish_internal');
  },
);

test('Pages that only members can read do not stop the site', async () => {
  expect(await ask(false, settings)).toMatchObject({ status: 0, publishable: true });
});

test('a repository without Pages stops the site', async () => {
  expect(await ask(undefined, settings)).toMatchObject({ status: 1, publishable: false });
});

test('a reason in the settings allows public Pages, and is printed', async () => {
  const answer = await ask(true, `${settings}site: {publish_internal: All is invented.}\n`);
  expect(answer).toMatchObject({ status: 0, publishable: true });
  expect(answer.reason).toContain('All is invented.');
});

test('a blank reason does not count', async () => {
  const answer = await ask(true, `${settings}site: {publish_internal: "  "}\n`);
  expect(answer).toMatchObject({ status: 1, publishable: false });
});

test('an unreachable GitHub stops the site', async () => {
  const environment = {
    GITHUB_API_URL: 'http://127.0.0.1:9',
    GITHUB_REPOSITORY: 'octocat/incidents',
    GITHUB_TOKEN: 'token',
  };
  const folder = testdir({ 'incidents/sitrep.yaml': settings });
  const { status, stderr } = await sitrepWith(environment, folder, 'site', 'publishable');
  expect([status, stderr]).toEqual([2, expect.stringContaining('could not be reached')]);
});
