import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { foldFragments, type Fragment } from '../model/record/edits/fold-fragments.ts';
import { listFolder, readBytes } from '../edges/disk/bytes.ts';
import { kindOf } from '../model/record/kind.ts';
import { readWholeIncident } from '../edges/disk/load.ts';
import { formatSecond, type Instant } from '../model/time/instant.ts';
import type { Entry } from '../../schemas/generated/records.ts';
import type { Incident, Register } from '../model/register/register.ts';
import { hint } from '../change/entry.ts';
import {
  applyChange,
  deliveryOptions,
  tellDelivered,
  type Change,
  type FileChange,
} from '../change/change.ts';
import { checkChange } from '../change/check.ts';
import { chooseIncident } from '../inputs/terminal/choose.ts';
import { Failure, type Command, type ExitStatus } from './command.ts';
import { prepareFromOptions } from '../inputs/terminal/entry-options.ts';
import { openRegister } from '../session/open.ts';
import { findHandle } from '../inputs/terminal/options.ts';

export const close: Command = {
  name: 'close',
  summary: 'Close a resolved incident, and fold its entries into timeline.yaml',
  arguments: [
    {
      name: '[incident]',
      description: 'id, alias, or part of one; the newest resolved if left out',
    },
  ],
  options: [
    { flags: '--note <text>', description: 'what is left to say' },
    { flags: '--by <handle>', description: 'who closes it; SITREP_HANDLE when left out' },
    ...deliveryOptions,
  ],
  examples: [
    { line: 'sitrep close', does: 'the one that was resolved last' },
    {
      line: 'sitrep close 2026-01-14',
      does: 'a certain one; once it is closed, cancelled or merged, fold what has a file of its own',
    },
  ],
  async run(context, [wanted], options): Promise<ExitStatus> {
    const { register } = await openRegister(context);
    const incident =
      typeof wanted === 'string' ? chooseIncident(register, wanted) : chooseResolved(register);
    const by = findHandle(options);
    const { note } = options;
    const entry: Entry = {
      at: formatSecond(context.now),
      type: 'closed',
      ...(by !== undefined && { by }),
      ...(typeof note === 'string' && { note }),
    };
    const { change, folded, after } = prepareClosing(
      context.root,
      register,
      incident,
      entry,
      context.now,
    );
    if (change.files.length === 0) {
      context.tell(`${incident.id} is ${incident.status}, and nothing is left to fold.`);
    }
    const delivered =
      change.files.length === 0
        ? { paths: [] }
        : await applyChange(context, register, change, options);
    if (context.json) {
      const output = {
        incident: incident.id,
        status: after.status,
        folded,
        dry_run: context.dryRun,
      };
      context.print(JSON.stringify({ ...output, ...delivered }, null, 2));
      return 0;
    }
    context.print(
      `${incident.id}: ${after.status}; ${folded} ${folded === 1 ? 'entry' : 'entries'} folded into timeline.yaml`,
    );
    tellDelivered(context, delivered);
    return 0;
  },
};

function chooseResolved({ incidents }: Register): Incident {
  const resolved = [...incidents.values()].filter(({ status }) => status === 'resolved');
  const newest = resolved.sort((a, b) => (a.lastAt ?? 0) - (b.lastAt ?? 0)).at(-1);
  if (newest) return newest;
  throw new Failure('No incident is resolved and open.', 'Resolve one first: `sitrep resolve`.');
}

/**
 * What closing changes: `timeline.yaml` takes the fragments with their ids, and their files go. An
 * incident that is closed, cancelled or merged already only takes what has a file of its own yet.
 */
export function prepareClosing(
  root: string,
  register: Register,
  incident: Incident,
  entry: Entry,
  now: Instant,
): { change: Change; folded: number; after: Incident } {
  const isClosed = ['closed', 'cancelled', 'merged'].includes(incident.status);
  const last = isClosed ? undefined : prepareFromOptions(root, register, incident, entry, now);
  const path = `${incident.path}/timeline.yaml`;
  const found = listFolder(root, incident.path).filter((file) => kindOf(file)?.kind === 'fragment');
  const fragments = found.map((file) => readFragment(root, file));
  const added = last?.change.files[0];
  if (added?.text !== undefined) fragments.push({ path: added.path, text: added.text });
  const base = { message: `Close ${incident.title}`, record: incident.id, incident: incident.id };
  if (fragments.length === 0) return { change: { ...base, files: [] }, folded: 0, after: incident };
  const timeline = readBytes(root, path);
  const before = 'bytes' in timeline ? timeline.bytes : undefined;
  const text = fold(before, fragments, hint(root, 'timeline', 3));
  const files: FileChange[] = [
    ...keepFolder(root, incident),
    // First what holds the entries, then their old files go: whatever comes between, none is lost.
    { path, text, ...(before && { expected: before }) },
    ...fragments.flatMap(({ path: file, bytes }) =>
      bytes ? [{ path: file, text: undefined, expected: bytes }] : [],
    ),
  ];
  const change: Change = { ...base, files, services: incident.services };
  const after = requireSame(root, register, incident, change, last?.entry, now);
  return { change, folded: fragments.length, after };
}

/**
 * A file that stays in the folder of the entries. Were the folder empty, it would be gone; to Git it
 * would then be renamed to that of another incident with entries like these, and entries that arrive
 * late from elsewhere would conflict, or be put there.
 */
function keepFolder(root: string, incident: Incident): FileChange[] {
  const path = `${incident.path}/timeline/.gitkeep`;
  const text =
    'Entries that arrive late are put here. This file keeps the folder from being renamed.\n';
  return existsSync(join(root, path)) ? [] : [{ path, text }];
}

interface Found {
  path: string;
  text: string;
  bytes?: Uint8Array;
}

function readFragment(root: string, path: string): Found {
  const read = readBytes(root, path);
  if (!('bytes' in read)) throw new Failure(`${path}: ${read.finding.message}`, read.finding.help);
  return { path, text: new TextDecoder().decode(read.bytes), bytes: read.bytes };
}

function fold(before: Uint8Array | undefined, fragments: readonly Found[], head: string): string {
  const named = fragments.map(({ path, text }): Fragment => ({ id: kindOf(path)?.id ?? '', text }));
  try {
    return foldFragments(new TextDecoder().decode(before), named, head);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Failure(message, '`sitrep validate` tells what is wrong.');
  }
}

/** Folding moves entries between files; it must change nothing that they say. */
function requireSame(
  root: string,
  register: Register,
  incident: Incident,
  change: Change,
  added: Entry | undefined,
  now: Instant,
): Incident {
  const { register: changed, findings } = checkChange(root, register, change, now);
  const [wrong] = findings;
  if (wrong) throw new Failure(`timeline.yaml: ${wrong.message}`, wrong.help);
  const after = changed.incidents.get(incident.id);
  const before = readWholeIncident(root, register.settings, incident);
  const expected = (before?.log.length ?? 0) + (added ? 1 : 0);
  if (!before || after?.entries !== expected) {
    throw new Failure(`${incident.path} changed while it was read.`, 'Run this again.');
  }
  return after;
}
