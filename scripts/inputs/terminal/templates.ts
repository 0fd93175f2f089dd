import type { IncidentRecord } from '../../../schemas/generated/records.ts';

/** Initial values for a kind of incident. */
export interface IncidentTemplate {
  name: string;
  summary: string;
  kind?: NonNullable<IncidentRecord['kind']>;
  /** Used if the settings have it. */
  category?: string;
  /** Titles of the tasks that every such incident has. */
  tasks: readonly string[];
}

/** Templates for `sitrep new --template`. */
export const templates: readonly IncidentTemplate[] = [
  { name: 'outage', summary: 'something does not work', tasks: [] },
  {
    name: 'security',
    summary: 'somebody has, or could get, unauthorised access',
    category: 'security',
    tasks: [
      'Preserve the evidence: logs, images, times',
      'Revoke the access that was used',
      'Notify the data protection officer',
    ],
  },
  {
    name: 'data',
    summary: 'data is wrong, missing, or visible to the wrong people',
    category: 'data',
    tasks: [
      'Stop whatever still writes wrong data',
      'Count the affected records',
      'Restore from a verified backup',
    ],
  },
  {
    name: 'vendor',
    summary: 'a vendor is down',
    category: 'dependency',
    tasks: ['Open a case with the vendor', 'Switch to a fallback'],
  },
  {
    name: 'near-miss',
    summary: 'something nearly went wrong, but nobody was affected',
    kind: 'near-miss',
    tasks: [],
  },
  {
    name: 'exercise',
    summary: 'a rehearsal, which no KPI counts',
    kind: 'exercise',
    tasks: ['Write down the goals of the exercise'],
  },
];
