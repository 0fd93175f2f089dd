import type { Settings } from './register.ts';

/** Returns the severity from the impact × urgency matrix; undefined if either is not in it. */
export function findSeverity(
  settings: Pick<Settings, 'matrix'>,
  impact: string,
  urgency: string,
): string | undefined {
  if (!Object.hasOwn(settings.matrix, impact)) return undefined;
  const row = settings.matrix[impact];
  return row && Object.hasOwn(row, urgency) ? row[urgency] : undefined;
}
