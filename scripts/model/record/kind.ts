import type { Kind } from '../register/register.ts';

/** Folders that hold one record per file, and the ending of these files. */
const shelves: Record<string, { kind: Kind; ending: string }> = {
  'catalog/services': { kind: 'service', ending: '.yaml' },
  'catalog/teams': { kind: 'team', ending: '.yaml' },
  runbooks: { kind: 'runbook', ending: '.md' },
  problems: { kind: 'problem', ending: '.md' },
  maintenance: { kind: 'maintenance', ending: '.md' },
  reports: { kind: 'report', ending: '.md' },
};

/** Records of an incident's folder, by file name. */
const incidentFiles: Record<string, Kind> = {
  'incident.md': 'incident',
  'timeline.yaml': 'timeline',
  'postmortem.md': 'postmortem',
};

const year = /^[0-9]{4}$/;

/** Endings of files that may be attached to an incident. */
const attachment = /\.(?:png|jpe?g|gif|webp|avif|svg|pdf|txt|log|csv|json)$/i;

/**
 * Returns what a file holds and which record it is, by its path in the data root; undefined if it
 * is not a record.
 */
export function kindOf(path: string): { kind: Kind; id: string } | undefined {
  if (path === 'sitrep.yaml') return { kind: 'settings', id: 'sitrep' };
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  const [first = '', folder = ''] = parts;
  if (year.test(first)) {
    const kind = parts.length === 3 && Object.hasOwn(incidentFiles, name) && incidentFiles[name];
    if (kind) return { kind, id: folder };
    const isFragment = parts.length === 4 && parts[2] === 'timeline' && name.endsWith('.yaml');
    return isFragment ? { kind: 'fragment', id: name.slice(0, -'.yaml'.length) } : undefined;
  }
  const parent = parts.slice(0, -1).join('/');
  const shelf = Object.hasOwn(shelves, parent) ? shelves[parent] : undefined;
  if (!shelf || !name.endsWith(shelf.ending) || name.toLowerCase() === 'readme.md')
    return undefined;
  return { kind: shelf.kind, id: name.slice(0, -shelf.ending.length) };
}

/** Returns true if a file is in an incident's folder and may be attached to it. */
export function isAttachment(path: string): boolean {
  const parts = path.split('/');
  return (
    parts.length >= 3 &&
    parts.length <= 6 &&
    year.test(parts[0] ?? '') &&
    parts[2] !== 'timeline' &&
    attachment.test(path)
  );
}

/** Returns true if a file is an iCalendar file that the settings may use for holidays. */
export function isHolidayFile(path: string): boolean {
  return /^calendars\/[^/]+\.ics$/.test(path);
}

const idShapes: Partial<Record<Kind, { shape: RegExp; words: string }>> = {
  settings: { shape: /^sitrep$/, words: 'sitrep' },
  maintenance: {
    shape: /^[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9-]{1,100}$/,
    words: 'YYYY-MM-DD-slug, in lowercase letters, digits and hyphens',
  },
  report: {
    shape: /^[0-9]{4}(?:-(?:Q[1-4]|H[12]|[0-9]{2}))?$/,
    words: 'a period, such as 2026-Q1, 2026-03 or 2026',
  },
  fragment: {
    shape: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    words: 'YYYYMMDDTHHMMSSZ-type-xxxx, without spaces',
  },
};
const incidentId = {
  shape: /^[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9-]{1,100}$/,
  words: 'YYYY-MM-DD-slug, in lowercase letters, digits and hyphens',
};
const plainPath = /^[A-Za-z0-9][A-Za-z0-9._/-]*$/;
const plainId = {
  shape: /^[a-z0-9][a-z0-9-]{0,99}$/,
  words: 'lowercase letters, digits and hyphens',
};

/** Describes what an id of this kind must look like if this one does not; undefined if it does. */
export function explainBadId(kind: Kind, id: string): string | undefined {
  const inFolder = kind === 'incident' || kind === 'timeline' || kind === 'postmortem';
  const { shape, words } = idShapes[kind] ?? (inFolder ? incidentId : plainId);
  return shape.test(id) ? undefined : words;
}

/** Gives a file the ending that records of its format have; undefined if it has it. */
export function correctEnding(path: string): string | undefined {
  const corrected = path.replace(/\.ya?ml$/i, '.yaml').replace(/\.(?:md|markdown)$/i, '.md');
  return corrected === path ? undefined : corrected;
}

/**
 * Explains where a file named like an incident's record or the settings belongs, and what to do;
 * undefined for any other name.
 *
 * @param path of a file that is in the wrong place
 * @param isThere whether a folder of the data root already exists
 */
export function explainPlace(
  path: string,
  isThere: (folder: string) => boolean,
): { message: string; help: string } | undefined {
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  if (name === 'sitrep.yaml') {
    const message = 'The settings must be directly in the data root; they are not read from here.';
    return { message, help: explainMove(path, name) };
  }
  if (!Object.hasOwn(incidentFiles, name)) return undefined;
  const [first = ''] = folders;
  const named = folders.findLast((folder) => incidentId.shape.test(folder));
  const home = named ?? `${year.test(first) ? first : 'YYYY'}-MM-DD-slug`;
  const place = `${home.slice(0, 4)}/${home}`;
  const message = `An incident's files must be in \`${place}/\`; they are not read from here.`;
  // Only a folder named like an incident's is moved whole: another may hold files that belong
  // there.
  const isWhole = named !== undefined && folders.at(-1) === named;
  const help = !isWhole
    ? explainMove(path, `${place}/${name}`)
    : isThere(place)
      ? `\`${place}/\` already exists: move the files into it one by one, or choose another id.`
      : explainMove(folders.join('/'), place);
  return { message, help };
}

/** Writes the command that renames a file, if no part of its path could be read as something else. */
export function explainRename(from: string, to: string): string {
  return plainPath.test(from) ? `Rename it: git mv ${from} ${to}` : 'Rename it with `git mv`.';
}

/** Writes the command, if no part of the path could be read as something else. */
function explainMove(from: string, to: string): string {
  if (!plainPath.test(from)) return 'Move it there with `git mv`.';
  const folder = to.split('/').slice(0, -1).join('/');
  return `Move it: ${folder === '' ? '' : `mkdir -p ${folder} && `}git mv ${from} ${to}`;
}
