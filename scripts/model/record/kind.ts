import type { Kind } from '../register/register.ts';

/** The folders that hold one record a file, and how the records' files end. */
const shelves: Record<string, { kind: Kind; ending: string }> = {
  'catalog/services': { kind: 'service', ending: '.yaml' },
  'catalog/teams': { kind: 'team', ending: '.yaml' },
  runbooks: { kind: 'runbook', ending: '.md' },
  problems: { kind: 'problem', ending: '.md' },
  maintenance: { kind: 'maintenance', ending: '.md' },
  reports: { kind: 'report', ending: '.md' },
};

/** The records of an incident's folder, by file name. */
const incidentFiles: Record<string, Kind> = {
  'incident.md': 'incident',
  'timeline.yaml': 'timeline',
  'postmortem.md': 'postmortem',
};

const year = /^[0-9]{4}$/;

/** Endings of the files that may be attached to an incident. */
const attachment = /\.(?:png|jpe?g|gif|webp|avif|svg|pdf|txt|log|csv|json)$/i;

/** What a file holds and which record it is, by its path in the data root; undefined for no record. */
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

/** Whether a file lies in an incident's folder and is of a type that may be attached to it. */
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

/** Whether a file is an iCalendar file that the settings may take holidays from. */
export function isHolidayFile(path: string): boolean {
  return /^calendars\/[^/]+\.ics$/.test(path);
}

const idShapes: Partial<Record<Kind, { shape: RegExp; words: string }>> = {
  settings: { shape: /^sitrep$/, words: 'sitrep' },
  maintenance: {
    shape: /^[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9-]{1,100}$/,
    words: 'YYYY-MM-DD-slug, in small letters, digits and hyphens',
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
  words: 'YYYY-MM-DD-slug, in small letters, digits and hyphens',
};
const plainId = {
  shape: /^[a-z0-9][a-z0-9-]{0,99}$/,
  words: 'small letters, digits and hyphens',
};

/** What an id of this kind must look like, in words, where this one does not; undefined where it does. */
export function explainBadId(kind: Kind, id: string): string | undefined {
  const inFolder = kind === 'incident' || kind === 'timeline' || kind === 'postmortem';
  const { shape, words } = idShapes[kind] ?? (inFolder ? incidentId : plainId);
  return shape.test(id) ? undefined : words;
}

/**
 * Where a file belongs that is called as a record of an incident or as the settings, and what to do, in
 * words; undefined for a file of any other name.
 *
 * @param path of a file that lies where no such record does
 * @param isThere whether a folder of the data root is taken
 */
export function explainPlace(
  path: string,
  isThere: (folder: string) => boolean,
): { message: string; help: string } | undefined {
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  if (name === 'sitrep.yaml') {
    const message = 'The settings lie in the data root itself; here they are not read.';
    return { message, help: explainMove(path, name) };
  }
  if (!Object.hasOwn(incidentFiles, name)) return undefined;
  const [first = ''] = folders;
  const named = folders.findLast((folder) => incidentId.shape.test(folder));
  const home = named ?? `${year.test(first) ? first : 'YYYY'}-MM-DD-slug`;
  const place = `${home.slice(0, 4)}/${home}`;
  const message = `An incident's files lie in \`${place}/\`; here they are not read.`;
  // Only a folder that is named as an incident's is moved whole: another may hold what is right there.
  const isWhole = named !== undefined && folders.at(-1) === named;
  const help = !isWhole
    ? explainMove(path, `${place}/${name}`)
    : isThere(place)
      ? `\`${place}/\` is there already: move the files into it one by one, or take another id.`
      : explainMove(folders.join('/'), place);
  return { message, help };
}

/** The command, where nothing in the path could be another. */
function explainMove(from: string, to: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(from)) return 'Move it there with `git mv`.';
  const folder = to.split('/').slice(0, -1).join('/');
  return `Move it: ${folder === '' ? '' : `mkdir -p ${folder} && `}git mv ${from} ${to}`;
}
