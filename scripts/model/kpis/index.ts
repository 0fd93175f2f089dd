/** The KPIs, one file each with a page that defines it. */
import { actionAge } from './action-age.ts';
import { actionClosure } from './action-closure.ts';
import { availability } from './availability.ts';
import { csat } from './csat.ts';
import { firstTimeFixRate } from './first-time-fix-rate.ts';
import { impactMinutes } from './impact-minutes.ts';
import { incidentsPerWeek } from './incidents-per-week.ts';
import { internalDetection } from './internal-detection.ts';
import { mtbf } from './mtbf.ts';
import { mtta } from './mtta.ts';
import { mtti } from './mtti.ts';
import { mttm } from './mttm.ts';
import { mttr } from './mttr.ts';
import { postmortemCompletion } from './postmortem-completion.ts';
import { postmortemDelay } from './postmortem-delay.ts';
import { recurrenceRate } from './recurrence-rate.ts';
import { reopenRate } from './reopen-rate.ts';
import { resolutionRate } from './resolution-rate.ts';
import { slaCompliance } from './sla-compliance.ts';
import { updateCadence } from './update-cadence.ts';
import type { Kpi } from './kpi.ts';

/** All KPIs, in the order in which they are shown. */
export const kpis: readonly Kpi[] = [
  mtti,
  mtta,
  mttm,
  mttr,
  resolutionRate,
  firstTimeFixRate,
  reopenRate,
  slaCompliance,
  recurrenceRate,
  csat,
  internalDetection,
  incidentsPerWeek,
  mtbf,
  availability,
  impactMinutes,
  updateCadence,
  postmortemCompletion,
  postmortemDelay,
  actionClosure,
  actionAge,
];
