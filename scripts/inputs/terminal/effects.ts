import { stateWords } from '../../model/register/states.ts';
import type { StatedState } from '../../model/register/register.ts';

/** Answer to the question what users notice of a service. `unknown` states nothing. */
export type EffectAnswer = StatedState | 'unknown';

/** The answers that a terminal offers. */
export const effectAnswers: readonly { value: EffectAnswer; label: string }[] = [
  { value: 'unknown', label: 'I do not know yet' },
  { value: 'operational', label: 'nothing' },
  ...(['degraded', 'partial-outage', 'major-outage'] as const).map((value) => ({
    value,
    label: stateWords[value],
  })),
];

/**
 * Formats the answers as the value of `--affects`. A service that `--affects` does not name is shown as
 * operational, so nothing is stated unless the effect on every service is known.
 */
export function formatEffects(
  answers: readonly (readonly [service: string, state: EffectAnswer])[],
): string | undefined {
  if (answers.length === 0 || answers.some(([, state]) => state === 'unknown')) return undefined;
  if (answers.every(([, state]) => state === 'operational')) return 'none';
  return answers.map(([service, state]) => `${service}=${state}`).join(',');
}
