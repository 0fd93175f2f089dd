import type { Settings } from './register.ts';

/** The severity that the impact × urgency matrix gives; undefined where it knows one of them not. */
export function findSeverity(
  settings: Pick<Settings, 'matrix'>,
  impact: string,
  urgency: string,
): string | undefined {
  if (!Object.hasOwn(settings.matrix, impact)) return undefined;
  const row = settings.matrix[impact];
  return row && Object.hasOwn(row, urgency) ? row[urgency] : undefined;
}
