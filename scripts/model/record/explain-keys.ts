import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Finding } from '../register/finding.ts';
import { suggest } from '../text/suggest.ts';
import { explainGlued } from './explain-glued.ts';
import { escapePointer, findAtPointer } from './json-pointer.ts';
import type { ExplainProblem } from './schema-problem.ts';

/** Facts derived from the timeline, and the entries that each comes from. */
const derived: Record<string, string> = {
  status: 'It is derived from the lifecycle entries in timeline.yaml.',
  state: 'It is derived from the lifecycle entries in timeline.yaml.',
  severity: 'It comes from the matrix and the newest `triaged` entry in timeline.yaml.',
  priority: 'An incident has a severity, from the newest `triaged` entry in timeline.yaml.',
  impact: 'Write it in a `triaged` entry in timeline.yaml.',
  urgency: 'Write it in a `triaged` entry in timeline.yaml.',
  started: 'Write a `started` entry in timeline.yaml.',
  detected: 'Write a `detected` entry in timeline.yaml.',
  declared: 'Write a `declared` entry in timeline.yaml.',
  acknowledged: 'Write an `acknowledged` entry in timeline.yaml.',
  identified: 'Write an `identified` entry in timeline.yaml.',
  mitigated: 'Write a `mitigated` entry in timeline.yaml.',
  resolved: 'Write a `resolved` entry in timeline.yaml.',
  closed: 'Write a `closed` entry in timeline.yaml.',
  aware: 'Write an `aware` entry in timeline.yaml.',
  classified: 'Write a `classified` entry in timeline.yaml.',
  handled: 'Write a `handled` entry in timeline.yaml.',
  duration: 'It is measured between the milestones in timeline.yaml.',
  roles: 'Write `assigned` entries in timeline.yaml.',
  commander: 'Write an `assigned` entry with `role: commander` in timeline.yaml.',
  affected: 'Write `affects` in the entries of timeline.yaml.',
  affects: 'Write `affects` in the entries of timeline.yaml.',
  timeline: 'Write the entries in timeline.yaml.',
  resolution: 'Write it in the `resolved` entry in timeline.yaml.',
};

/** Lists the keys that are allowed where an unknown one was found. */
export function listKnownKeys({ parentSchema }: ErrorObject): string[] {
  const schema = parentSchema as { properties?: object } | undefined;
  return Object.keys(schema?.properties ?? {});
}

/** Explains a key that the schema does not know: derived from the timeline, or misspelt. */
export const explainUnknownKey: ExplainProblem = (problem) => {
  const { kind, make, pointer, param, error, value } = problem;
  const glued = explainGlued(problem);
  if (glued) return glued;
  const key = param('additionalProperty');
  const place: Partial<Finding> = { pointer: `${pointer}/${escapePointer(key)}`, on: 'key' };
  if (kind === 'incident' && pointer === '' && Object.hasOwn(derived, key)) {
    return make(
      `\`${key}\` does not belong in an incident's front matter.`,
      `Remove it. ${derived[key] ?? ''}`,
      { ...place, rule: 'restated-derived-field' },
    );
  }
  const known = listKnownKeys(error);
  const near = suggest(key, known);
  const written = findAtPointer(value, place.pointer ?? '');
  return make(
    `\`${key}\` is not valid here.`,
    near
      ? `Did you mean \`${proposeKey(error, near, written)}\`?`
      : `Remove it, or use one of ${known.join(', ')}.`,
    place,
  );
};

/** Adds the value in brackets to a key that takes a list, if one text is written there. */
function proposeKey({ parentSchema }: ErrorObject, key: string, written: unknown): string {
  const schema = parentSchema as { properties?: Record<string, { type?: unknown }> } | undefined;
  const isList = schema?.properties?.[key]?.type === 'array';
  const isWord = typeof written === 'string' && /^[\w.-]{1,60}$/.test(written);
  return isList && isWord ? `${key}: [${written}]` : key;
}

/** Explains a key whose name does not match the pattern of names. */
export const explainKeyName: ExplainProblem = (problem) => {
  const { make, pointer, param, error } = problem;
  const glued = explainGlued(problem);
  if (glued) return glued;
  const name = error.propertyName ?? param('propertyName');
  return make(
    `\`${name}\` is not valid as a name here.`,
    'Use lowercase letters, digits and hyphens.',
    { pointer: `${pointer}/${escapePointer(name)}`, on: 'key' },
  );
};

/** Explains a missing key; undefined if it is in a form of `oneOf`, which is explained as a whole. */
export const explainMissingKey: ExplainProblem = ({ make, value, param, error }) => {
  const key = param('missingProperty');
  if (error.schemaPath.includes('oneOf')) return undefined;
  if (error.schemaPath.includes('anyOf')) {
    const finding = make(
      'An `assigned` entry needs a `role` or a `task`.',
      'Add `role: commander`, or the `task` that it is about.',
    );
    return { ...finding, lacks: ['role', 'task'] };
  }
  const record = findAtPointer(value, error.instancePath) as { type?: unknown } | undefined;
  const type = typeof record?.type === 'string' ? record.type : undefined;
  const isOfType = type !== undefined && error.schemaPath.includes('then');
  const finding = make(
    isOfType ? `A \`${type}\` entry needs \`${key}\`.` : `\`${key}\` is missing.`,
    `Add \`${key}\`.${describeProperty(error, key)}`,
  );
  return { ...finding, lacks: [key] };
};

function describeProperty(error: ErrorObject, key: string): string {
  const schema = error.parentSchema as
    { properties?: Record<string, { description?: string }> } | undefined;
  const description = schema?.properties?.[key]?.description;
  return description === undefined ? '' : ` Description: ${description}`;
}
