import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { formatInstant } from '../../model/time/instant.ts';
import type { Judgement } from './approvals.ts';
import { quoteText } from '../../model/text/quote.ts';

/** A postmortem's text before and after, where it was approved before. */
export interface Amended {
  path: string;
  before: string;
  after: string;
}

const longest = 30_000;

/** A check's verdict in one line, and what is still missing in words. */
export function describeJudgements(
  judgements: readonly Judgement[],
  amended: readonly Amended[],
  unreadable: readonly { path: string; message: string }[] = [],
): { ok: boolean; title: string; text: string } {
  const missing = judgements.flatMap((judgement) => judgement.missing).length + unreadable.length;
  const waiting = judgements.filter(({ needs }) => needs === 'approval');
  const title =
    missing > 0
      ? `${missing} thing${missing === 1 ? ' is' : 's are'} missing before this may be merged`
      : waiting.length === 0
        ? 'No postmortem in it waits for approval'
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
      ? ['Needs no approval: it is a draft, or its text stays as it is.']
      : []),
    ...(needs === 'approval' ? [`${counting.length} of ${wanted} approvals.`, ''] : []),
    ...missing.map((sentence) => `- **missing:** ${sentence}`),
    ...counting.map(({ by, at }) => `- ${by} approved at ${formatInstant(at)}`),
    ...passed.map(({ by, why }) => `- the approval of ${by} does not count: ${by} ${why}`),
  ].join('\n');
}

/** What changed in a text since it was approved; the fence is longer than any in it. */
function describeAmendment({ path, before, after }: Amended): string {
  const patch = createTwoFilesPatch(path, path, before, after, 'approved', 'proposed', {
    context: 2,
    headerOptions: FILE_HEADERS_ONLY,
  });
  const runs = patch.match(/`{3,}/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  const cut = patch.length > longest ? `${patch.slice(0, longest)}\n…` : patch;
  return `**Amended since approval** (\`${path.replaceAll('`', '')}\`):\n\n${fence}diff\n${cut.trimEnd()}\n${fence}`;
}
