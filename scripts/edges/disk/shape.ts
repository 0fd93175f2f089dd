import type { Finding } from '../../model/register/finding.ts';
import type { Kind } from '../../model/register/register.ts';
import { explainErrors } from '../../model/record/explain.ts';
import { hasShape, listErrors, type Shape } from './validators.ts';

/**
 * Checks a value's shape against the schema of its kind.
 *
 * @param zone the organisation's time zone, if known
 */
export function checkShape(kind: Kind, value: unknown, path: string, zone?: string): Finding[] {
  const shape: Shape = kind !== 'fragment' ? kind : Array.isArray(value) ? 'timeline' : 'entry';
  if (hasShape(shape, value)) return [];
  return explainErrors(kind, value, listErrors(shape, value), path, zone);
}
