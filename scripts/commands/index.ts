import { actionDone } from './action.ts';
import { chatops } from './chatops.ts';
import { close } from './close.ts';
import { codeowners } from './codeowners.ts';
import type { Command } from './command.ts';
import { comment } from './comment.ts';
import { completion, makeComplete } from './completion.ts';
import { doctor } from './doctor.ts';
import { entryCommands } from './entry.ts';
import { escalate } from './escalate.ts';
import { form } from './form.ts';
import { heartbeat } from './heartbeat.ts';
import { importStatuspage } from './import-statuspage.ts';
import { intakeServe } from './intake-serve.ts';
import { intake } from './intake.ts';
import { kpiExplain } from './kpi-explain.ts';
import { kpi } from './kpi.ts';
import { lintProse } from './lint-prose.ts';
import { list } from './list.ts';
import { maintenancePlan } from './maintenance-plan.ts';
import { newIncident } from './new.ts';
import { oncallReport } from './oncall-report.ts';
import { oncall } from './oncall.ts';
import { overview } from './overview.ts';
import { postmortem } from './postmortem.ts';
import { problemLink, problemOpen } from './problem.ts';
import { remind } from './remind.ts';
import { reviewDiff } from './review-diff.ts';
import { review } from './review.ts';
import { runbookReview } from './runbook-review.ts';
import { search } from './search.ts';
import { show } from './show.ts';
import { slaExplain } from './sla-explain.ts';
import { sla } from './sla.ts';
import { siteBuild } from './site-build.ts';
import { siteDev } from './site-dev.ts';
import { siteServe } from './site-serve.ts';
import { start } from './start.ts';
import { task, taskAdd, taskDone } from './task.ts';
import { trailers } from './trailers.ts';
import { validate } from './validate.ts';

/** Every command, in the order in which help names them. */
export const commands: readonly Command[] = [
  overview,
  start,
  validate,
  lintProse,
  list,
  show,
  search,
  newIncident,
  ...entryCommands,
  close,
  task,
  taskAdd,
  taskDone,
  postmortem,
  actionDone,
  runbookReview,
  problemOpen,
  problemLink,
  maintenancePlan,
  sla,
  slaExplain,
  escalate,
  remind,
  heartbeat,
  comment,
  form,
  chatops,
  review,
  reviewDiff,
  codeowners,
  kpi,
  kpiExplain,
  oncall,
  oncallReport,
  trailers,
  importStatuspage,
  intake,
  intakeServe,
  siteBuild,
  siteDev,
  siteServe,
  doctor,
  completion,
  makeComplete(() => commands),
];
