import type { IncidentRecord } from '../../../schemas/generated/records.ts';

/** What a kind of incident begins with. */
export interface Template {
  name: string;
  summary: string;
  kind?: NonNullable<IncidentRecord['kind']>;
  /** Taken where the settings know it. */
  category?: string;
  /** Titles of what is always to be done. */
  tasks: readonly string[];
}

/** For `sitrep new --template`. */
export const templates: readonly Template[] = [
  { name: 'outage', summary: 'something does not work', tasks: [] },
  {
    name: 'security',
    summary: 'somebody got, or may get, what is not theirs',
    category: 'security',
    tasks: [
      'Keep the evidence: logs, images, times',
      'Cut off the access that was used',
      'Tell who answers for data protection',
    ],
  },
  {
    name: 'data',
    summary: 'data are wrong, missing, or shown to the wrong people',
    category: 'data',
    tasks: [
      'Stop what goes on writing wrong data',
      'Count what is affected',
      'Restore from a copy that was checked',
    ],
  },
  {
    name: 'vendor',
    summary: 'a vendor is down',
    category: 'dependency',
    tasks: ['Open a case with the vendor', 'Switch to what stands in for it'],
  },
  {
    name: 'near-miss',
    summary: 'nobody was affected, this time',
    kind: 'near-miss',
    tasks: [],
  },
  {
    name: 'exercise',
    summary: 'a rehearsal; it enters no figure',
    kind: 'exercise',
    tasks: ['Write down what the exercise is to show'],
  },
];
