import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Test files that take a minute: one that starts last runs on alone when all others are done. */
const longest = [
  'site/e2e/site.test.ts',
  'scripts/testing/pack.test.ts',
  'scripts/deliver/commit.test.ts',
  'scripts/commands/chatops.test.ts',
];

/** Starts the longest test files first; Vitest itself goes by their size until it has seen them run. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      longest.some((path) => moduleId.endsWith(path));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
