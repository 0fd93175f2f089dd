import type { Command } from './command.ts';
import { entryKinds } from '../inputs/terminal/entry-kinds.ts';

/** Commands that begin with these words, and how to come by them. */
interface Shelf {
  words: readonly string[];
  load: () => Promise<readonly Command[]>;
}

/** Every command, in the order in which help names them. What is not asked for is not loaded: all of it takes ten times as long as one. */
const shelves: readonly Shelf[] = [
  { words: ['overview'], load: async () => [(await import('./overview.ts')).overview] },
  { words: ['start'], load: async () => [(await import('./start.ts')).start] },
  { words: ['validate'], load: async () => [(await import('./validate.ts')).validate] },
  { words: ['lint-prose'], load: async () => [(await import('./lint-prose.ts')).lintProse] },
  { words: ['list'], load: async () => [(await import('./list.ts')).list] },
  { words: ['show'], load: async () => [(await import('./show.ts')).show] },
  { words: ['search'], load: async () => [(await import('./search.ts')).search] },
  { words: ['new'], load: async () => [(await import('./new.ts')).newIncident] },
  {
    words: entryKinds.map(({ name }) => name),
    load: async () => (await import('./entry.ts')).entryCommands,
  },
  { words: ['close'], load: async () => [(await import('./close.ts')).close] },
  {
    words: ['task'],
    load: async () => {
      const { task, taskAdd, taskDone } = await import('./task.ts');
      return [task, taskAdd, taskDone];
    },
  },
  { words: ['postmortem'], load: async () => [(await import('./postmortem.ts')).postmortem] },
  { words: ['action'], load: async () => [(await import('./action.ts')).actionDone] },
  { words: ['runbook'], load: async () => [(await import('./runbook-review.ts')).runbookReview] },
  {
    words: ['problem'],
    load: async () => {
      const { problemOpen, problemLink } = await import('./problem.ts');
      return [problemOpen, problemLink];
    },
  },
  {
    words: ['maintenance'],
    load: async () => [(await import('./maintenance-plan.ts')).maintenancePlan],
  },
  {
    words: ['sla'],
    load: async () => [
      (await import('./sla.ts')).sla,
      (await import('./sla-explain.ts')).slaExplain,
    ],
  },
  { words: ['escalate'], load: async () => [(await import('./escalate.ts')).escalate] },
  { words: ['remind'], load: async () => [(await import('./remind.ts')).remind] },
  { words: ['heartbeat'], load: async () => [(await import('./heartbeat.ts')).heartbeat] },
  { words: ['comment'], load: async () => [(await import('./comment.ts')).comment] },
  { words: ['form'], load: async () => [(await import('./form.ts')).form] },
  { words: ['chatops'], load: async () => [(await import('./chatops.ts')).chatops] },
  {
    words: ['review'],
    load: async () => [
      (await import('./review.ts')).review,
      (await import('./review-diff.ts')).reviewDiff,
    ],
  },
  { words: ['codeowners'], load: async () => [(await import('./codeowners.ts')).codeowners] },
  {
    words: ['kpi'],
    load: async () => [
      (await import('./kpi.ts')).kpi,
      (await import('./kpi-explain.ts')).kpiExplain,
    ],
  },
  {
    words: ['oncall'],
    load: async () => [
      (await import('./oncall.ts')).oncall,
      (await import('./oncall-report.ts')).oncallReport,
    ],
  },
  { words: ['trailers'], load: async () => [(await import('./trailers.ts')).trailers] },
  {
    words: ['import'],
    load: async () => [(await import('./import-statuspage.ts')).importStatuspage],
  },
  {
    words: ['intake'],
    load: async () => [
      (await import('./intake.ts')).intake,
      (await import('./intake-serve.ts')).intakeServe,
    ],
  },
  {
    words: ['site'],
    load: async () => [
      (await import('./site-build.ts')).siteBuild,
      (await import('./site-publishable.ts')).sitePublishable,
      (await import('./site-dev.ts')).siteDev,
      (await import('./site-serve.ts')).siteServe,
    ],
  },
  { words: ['doctor'], load: async () => [(await import('./doctor.ts')).doctor] },
  {
    words: ['completion', 'complete'],
    load: async () => {
      const { makeComplete } = await import('./complete.ts');
      const { completion } = await import('./completion.ts');
      return [completion, makeComplete(loadCommands)];
    },
  },
];

/** @param word the first one of a command's name; every command where it is left out, or begins none */
export async function loadCommands(word?: string): Promise<readonly Command[]> {
  const wanted = shelves.filter(({ words }) => words.includes(word ?? ''));
  const loaded = await Promise.all(
    (wanted.length > 0 ? wanted : shelves).map(({ load }) => load()),
  );
  return loaded.flat();
}
