import type { Finding } from '../../model/register/finding.ts';
import type { Kind } from '../../model/register/register.ts';
import { explainErrors } from '../../model/record/explain.ts';
import { hasShape, listErrors, type Shape } from './validators.ts';

/**
 * What is wrong with a value's shape, by its kind's schema; nothing when it is right.
 *
 * @param zone the organisation's, where it is known
 */
export function checkShape(kind: Kind, value: unknown, path: string, zone?: string): Finding[] {
  const shape: Shape = kind !== 'fragment' ? kind : Array.isArray(value) ? 'timeline' : 'entry';
  if (hasShape(shape, value)) return [];
  return explainErrors(kind, value, listErrors(shape, value), path, zone);
}
