import { parse } from 'yaml';
import type { PostmortemRecord } from '../../../../schemas/generated/records.ts';
import { setValue } from './set-value.ts';

export type Approval = NonNullable<PostmortemRecord['approvals']>[number];

/**
 * Adds approvals to a postmortem's front matter. Skips one if the same person already approved the
 * same text.
 */
export function addApprovals(yaml: string, approvals: readonly Approval[]): string {
  const record = parse(yaml) as { approvals?: PostmortemRecord['approvals'] | null };
  const present = record.approvals ?? [];
  const fresh = approvals.filter(
    ({ by, digest }) => !present.some((known) => known.by === by && known.digest === digest),
  );
  if (present.length === 0 && fresh.length > 0) return setValue(yaml, ['approvals'], fresh);
  return fresh.reduce(
    (text, approval, index) => setValue(text, ['approvals', present.length + index], approval),
    yaml,
  );
}
