/** The rules, one file each with a page that explains it. */
import type { Rule } from './rule.ts';
import { badMatrix } from './bad-matrix.ts';
import { badWindow } from './bad-window.ts';
import { blame } from './blame.ts';
import { brokenLink } from './broken-link.ts';
import { chronology } from './chronology.ts';
import { counterfactual } from './counterfactual.ts';
import { dependencyCycle } from './dependency-cycle.ts';
import { duplicateAlias } from './duplicate-alias.ts';
import { duplicateItem } from './duplicate-item.ts';
import { entryId } from './entry-id.ts';
import { futureEntry } from './future-entry.ts';
import { illegalTransition } from './illegal-transition.ts';
import { impossibleFigure } from './impossible-figure.ts';
import { incompleteAction } from './incomplete-action.ts';
import { lastingEffect } from './lasting-effect.ts';
import { mergeLoop } from './merge-loop.ts';
import { misnamedIncident } from './misnamed-incident.ts';
import { missingEffect } from './missing-effect.ts';
import { missingEscalation } from './missing-escalation.ts';
import { missingMilestone } from './missing-milestone.ts';
import { missingPostmortem } from './missing-postmortem.ts';
import { missingStart } from './missing-start.ts';
import { missingTimeline } from './missing-timeline.ts';
import { namedCause } from './named-cause.ts';
import { overdueAction } from './overdue-action.ts';
import { overlappingMaintenance } from './overlapping-maintenance.ts';
import { placeholderText } from './placeholder-text.ts';
import { publicJargon } from './public-jargon.ts';
import { relatedLoop } from './related-loop.ts';
import { rotationGap } from './rotation-gap.ts';
import { staleRunbook } from './stale-runbook.ts';
import { twoTeams } from './two-teams.ts';
import { unknownMember } from './unknown-member.ts';
import { unknownReference } from './unknown-reference.ts';
import { unknownSetting } from './unknown-setting.ts';
import { unknownTerm } from './unknown-term.ts';
import { unreachableLevel } from './unreachable-level.ts';
import { unsortedTimeline } from './unsorted-timeline.ts';
import { vagueAction } from './vague-action.ts';

/** All rules. */
export const rules: readonly Rule[] = [
  badMatrix,
  badWindow,
  blame,
  brokenLink,
  chronology,
  counterfactual,
  dependencyCycle,
  duplicateAlias,
  duplicateItem,
  entryId,
  futureEntry,
  illegalTransition,
  impossibleFigure,
  incompleteAction,
  lastingEffect,
  mergeLoop,
  misnamedIncident,
  missingEffect,
  missingEscalation,
  missingMilestone,
  missingPostmortem,
  missingStart,
  missingTimeline,
  namedCause,
  overdueAction,
  overlappingMaintenance,
  placeholderText,
  publicJargon,
  relatedLoop,
  rotationGap,
  staleRunbook,
  twoTeams,
  unknownMember,
  unknownReference,
  unknownSetting,
  unknownTerm,
  unreachableLevel,
  unsortedTimeline,
  vagueAction,
];
