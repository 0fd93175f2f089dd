import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { formatInstant } from '../../model/time/instant.ts';
import type { Judgement } from './approvals.ts';
import { quoteText } from '../../model/text/quote.ts';

/** Approved text of a postmortem, and its new version. */
export interface AmendedText {
  path: string;
  before: string;
  after: string;
}

const maxLength = 30_000;

/** Describes the verdict of a check: one line, and a text with everything that is missing. */
export function describeJudgements(
  judgements: readonly Judgement[],
  amended: readonly AmendedText[],
  unreadable: readonly { path: string; message: string }[] = [],
): { ok: boolean; title: string; text: string } {
  const missing = judgements.flatMap((judgement) => judgement.missing).length + unreadable.length;
  const waiting = judgements.filter(({ needs }) => needs === 'approval');
  const title =
    missing > 0
      ? `${missing} thing${missing === 1 ? ' is' : 's are'} missing before this can be merged`
      : waiting.length === 0
        ? 'No postmortem in this pull request needs approval'
        : `Approved: ${waiting.map(({ incident }) => incident).join(', ')}`;
  const parts = [
    ...unreadable.map(
      ({ path, message }) =>
        `- \`${path.replaceAll('`', '')}\` cannot be read: ${quoteText(message, 300)}`,
    ),
    ...judgements.map(describeJudgement),
    ...amended.map(describeAmendment),
  ];
  return { ok: missing === 0, title: title.slice(0, 250), text: parts.join('\n\n') || 'Nothing.' };
}

function describeJudgement(judgement: Judgement): string {
  const { incident, severity, needs, counting, wanted, passed, missing } = judgement;
  return [
    `### \`${incident}\`${severity === undefined ? '' : ` (${severity})`}`,
    '',
    ...(needs === 'nothing' && missing.length === 0
      ? ['Needs no approval: it is a draft, or its text is unchanged.']
      : []),
    ...(needs === 'approval' ? [`${counting.length} of ${wanted} approvals.`, ''] : []),
    ...missing.map((sentence) => `- **missing:** ${sentence}`),
    ...counting.map(({ by, at }) => `- ${by} approved at ${formatInstant(at)}`),
    ...passed.map(({ by, why }) => `- the approval of ${by} does not count: ${by} ${why}`),
  ].join('\n');
}

/** Describes the changes to an approved text. The fence is longer than any fence in it. */
function describeAmendment({ path, before, after }: AmendedText): string {
  const patch = createTwoFilesPatch(path, path, before, after, 'approved', 'proposed', {
    context: 2,
    headerOptions: FILE_HEADERS_ONLY,
  });
  const runs = patch.match(/`{3,}/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  const cut = patch.length > maxLength ? `${patch.slice(0, maxLength)}\n…` : patch;
  return `**Amended since approval** (\`${path.replaceAll('`', '')}\`):\n\n${fence}diff\n${cut.trimEnd()}\n${fence}`;
}
