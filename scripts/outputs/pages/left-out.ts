import { findPage } from './address.ts';
import type { Route } from './draft.ts';
import type { FailedPage, PageSource } from './source.ts';

/** The page of files that could not be read and pages that could not be built. */
export interface LeftOutPage {
  files: { path: string; reason: string; findings: FindingRow[] }[];
  failed: readonly FailedPage[];
}

interface FindingRow {
  message: string;
  help?: string;
  line?: number;
  pointer?: string;
  rule: string;
  /** Page of the handbook about the rule, if there is one. */
  page?: string;
}

/** Lists the page of what is left out. */
export const listLeftOutPage: Route<LeftOutPage> = (source) => [
  { page: '/left-out/', load: () => buildLeftOutPage(source) },
];

function buildLeftOutPage({ edition, handbook, failed }: PageSource): LeftOutPage {
  const guides = new Set(handbook.map(({ id }) => id));
  return {
    failed,
    files: edition.register.leftOut.map(({ path, reason, findings }) => ({
      path,
      reason,
      findings: findings.map(({ message, help, line, pointer, rule }) => ({
        message,
        rule,
        ...(help !== undefined && { help }),
        ...(line !== undefined && { line }),
        ...(pointer !== undefined && pointer !== '' && { pointer }),
        ...(guides.has(`rule-${rule}`) && { page: findPage('handbook', `rule-${rule}`) }),
      })),
    })),
  };
}
