import { parseInstant, type Instant } from '../time/instant.ts';
import type { SlaPolicy } from '../../../schemas/generated/records.ts';
import type { Settings } from './register.ts';

/**
 * Returns the SLA policy in force at a time: the newest that was effective by then; undefined
 * before the first.
 */
export function findPolicy({ sla }: Pick<Settings, 'sla'>, at: Instant): SlaPolicy | undefined {
  let newest: { from: Instant; policy: SlaPolicy } | undefined;
  for (const policy of sla) {
    const from = parseInstant(policy.effective);
    if (from !== undefined && from <= at && (!newest || from >= newest.from))
      newest = { from, policy };
  }
  return newest?.policy;
}
