import type { Command } from './command.ts';
import { entryKinds } from '../inputs/terminal/entry-kinds.ts';

/** Heading of `sitrep --help`: the work that commands are for. */
type Group =
  | 'Respond:'
  | 'Review:'
  | 'Plan:'
  | 'Measure:'
  | 'Publish:'
  | 'Set up:'
  | 'Automation:'
  | 'Called by workflows and shells:';

/** Commands by first word, loaded on demand. */
interface Shelf {
  group: Group;
  words: readonly string[];
  load: () => Promise<readonly Command[]>;
}

/** Every command, in the order in which help lists them. Loading all takes ten times as long as one. */
const shelves: readonly Shelf[] = [
  {
    group: 'Respond:',
    words: ['overview'],
    load: async () => [(await import('./overview.ts')).overview],
  },
  { group: 'Respond:', words: ['new'], load: async () => [(await import('./new.ts')).newIncident] },
  {
    group: 'Respond:',
    words: entryKinds.map(({ name }) => name),
    load: async () => (await import('./entry.ts')).entryCommands,
  },
  { group: 'Respond:', words: ['close'], load: async () => [(await import('./close.ts')).close] },
  {
    group: 'Respond:',
    words: ['task'],
    load: async () => [
      (await import('./task.ts')).task,
      (await import('./task-add.ts')).taskAdd,
      (await import('./task-done.ts')).taskDone,
    ],
  },
  {
    group: 'Respond:',
    words: ['escalate'],
    load: async () => [(await import('./escalate.ts')).escalate],
  },
  { group: 'Respond:', words: ['list'], load: async () => [(await import('./list.ts')).list] },
  { group: 'Respond:', words: ['show'], load: async () => [(await import('./show.ts')).show] },
  {
    group: 'Respond:',
    words: ['search'],
    load: async () => [(await import('./search.ts')).search],
  },
  {
    group: 'Review:',
    words: ['postmortem'],
    load: async () => [(await import('./postmortem.ts')).postmortem],
  },
  {
    group: 'Review:',
    words: ['action'],
    load: async () => [(await import('./action.ts')).actionDone],
  },
  {
    group: 'Review:',
    words: ['runbook'],
    load: async () => [(await import('./runbook-review.ts')).runbookReview],
  },
  {
    group: 'Review:',
    words: ['problem'],
    load: async () => [
      (await import('./problem-open.ts')).problemOpen,
      (await import('./problem-link.ts')).problemLink,
    ],
  },
  {
    group: 'Review:',
    words: ['lint-prose'],
    load: async () => [(await import('./lint-prose.ts')).lintProse],
  },
  {
    group: 'Plan:',
    words: ['maintenance'],
    load: async () => [(await import('./maintenance-plan.ts')).maintenancePlan],
  },
  {
    group: 'Plan:',
    words: ['oncall'],
    load: async () => [
      (await import('./oncall.ts')).oncall,
      (await import('./oncall-report.ts')).oncallReport,
    ],
  },
  {
    group: 'Measure:',
    words: ['kpi'],
    load: async () => [
      (await import('./kpi.ts')).kpi,
      (await import('./kpi-explain.ts')).kpiExplain,
    ],
  },
  {
    group: 'Measure:',
    words: ['sla'],
    load: async () => [
      (await import('./sla.ts')).sla,
      (await import('./sla-explain.ts')).slaExplain,
    ],
  },
  { group: 'Publish:', words: ['start'], load: async () => [(await import('./start.ts')).start] },
  {
    group: 'Publish:',
    words: ['site'],
    load: async () => [
      (await import('./site-build.ts')).siteBuild,
      (await import('./site-publishable.ts')).sitePublishable,
      (await import('./site-dev.ts')).siteDev,
      (await import('./site-serve.ts')).siteServe,
    ],
  },
  {
    group: 'Set up:',
    words: ['validate'],
    load: async () => [(await import('./validate.ts')).validate],
  },
  { group: 'Set up:', words: ['doctor'], load: async () => [(await import('./doctor.ts')).doctor] },
  {
    group: 'Set up:',
    words: ['completion'],
    load: async () => [(await import('./completion.ts')).completion],
  },
  {
    group: 'Set up:',
    words: ['codeowners'],
    load: async () => [(await import('./codeowners.ts')).codeowners],
  },
  {
    group: 'Set up:',
    words: ['import'],
    load: async () => [(await import('./import-statuspage.ts')).importStatuspage],
  },
  {
    group: 'Automation:',
    words: ['intake'],
    load: async () => [
      (await import('./intake.ts')).intake,
      (await import('./intake-serve.ts')).intakeServe,
    ],
  },
  {
    group: 'Automation:',
    words: ['trailers'],
    load: async () => [(await import('./trailers.ts')).trailers],
  },
  {
    group: 'Called by workflows and shells:',
    words: ['complete'],
    load: async () => [(await import('./complete.ts')).makeComplete(loadCommands)],
  },
  {
    group: 'Called by workflows and shells:',
    words: ['remind'],
    load: async () => [(await import('./remind.ts')).remind],
  },
  {
    group: 'Called by workflows and shells:',
    words: ['heartbeat'],
    load: async () => [(await import('./heartbeat.ts')).heartbeat],
  },
  {
    group: 'Called by workflows and shells:',
    words: ['comment'],
    load: async () => [(await import('./comment.ts')).comment],
  },
  {
    group: 'Called by workflows and shells:',
    words: ['form'],
    load: async () => [(await import('./form.ts')).form],
  },
  {
    group: 'Called by workflows and shells:',
    words: ['chatops'],
    load: async () => [(await import('./chatops.ts')).chatops],
  },
  {
    group: 'Called by workflows and shells:',
    words: ['review'],
    load: async () => [
      (await import('./review.ts')).review,
      (await import('./review-diff.ts')).reviewDiff,
    ],
  },
];

/** Returns the group of the commands that begin with a word. */
export function findGroup(word: string): string {
  return shelves.find(({ words }) => words.includes(word))?.group ?? '';
}

/** Loads the commands that begin with a word; every command if it is missing or unknown. */
export async function loadCommands(word?: string): Promise<readonly Command[]> {
  const wanted = shelves.filter(({ words }) => words.includes(word ?? ''));
  const loaded = await Promise.all(
    (wanted.length > 0 ? wanted : shelves).map(({ load }) => load()),
  );
  return loaded.flat();
}
