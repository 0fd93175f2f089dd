import type { Command } from './command.ts';
import { comment } from './comment.ts';
import { doctor } from './doctor.ts';
import { entryCommands } from './entry.ts';
import { escalate } from './escalate.ts';
import { heartbeat } from './heartbeat.ts';
import { importStatuspage } from './import-statuspage.ts';
import { kpiExplain } from './kpi-explain.ts';
import { kpi } from './kpi.ts';
import { list } from './list.ts';
import { oncallReport } from './oncall-report.ts';
import { oncall } from './oncall.ts';
import { remind } from './remind.ts';
import { show } from './show.ts';
import { slaExplain } from './sla-explain.ts';
import { sla } from './sla.ts';
import { siteBuild } from './site-build.ts';
import { siteDev } from './site-dev.ts';
import { siteServe } from './site-serve.ts';
import { start } from './start.ts';
import { validate } from './validate.ts';

/** Every command, in the order in which help names them. */
export const commands: readonly Command[] = [
  start,
  validate,
  list,
  show,
  ...entryCommands,
  sla,
  slaExplain,
  escalate,
  remind,
  heartbeat,
  comment,
  kpi,
  kpiExplain,
  oncall,
  oncallReport,
  importStatuspage,
  siteBuild,
  siteDev,
  siteServe,
  doctor,
];
