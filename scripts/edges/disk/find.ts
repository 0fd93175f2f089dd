import { compareText } from '../../model/text/compare-text.ts';
import { existsSync, lstatSync, readdirSync, type Dirent } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../model/register/finding.ts';
import { findBadCharacter } from '../../model/register/links.ts';
import { suggest } from '../../model/text/suggest.ts';
import {
  correctEnding,
  explainBadId,
  explainPlace,
  explainRename,
  isAttachment,
  isHolidayFile,
  kindOf,
} from '../../model/record/kind.ts';

/** Maximum depth of folders, deeper than any record or attachment needs. */
const deepest = 8;

const recordNames = ['incident.md', 'timeline.yaml', 'postmortem.md', 'sitrep.yaml'];

/**
 * Lists a data root's records and attachments, relative to it and in order.
 *
 * Reports symbolic links and never follows them, so nothing outside the root is reached. Reports
 * files that are neither record nor attachment. Ignores dot files, README.md and `node_modules`.
 */
export async function findFiles(root: string): Promise<{ files: string[]; findings: Finding[] }> {
  const found: Found = { root: await realpath(root), files: [], findings: [] };
  walk(found, '', 0);
  found.files.sort();
  found.findings.sort((a, b) => compareText(a.path, b.path));
  return { files: found.files, findings: found.findings };
}

interface Found {
  root: string;
  files: string[];
  findings: Finding[];
}

function walk(found: Found, folder: string, depth: number): void {
  for (const entry of listFolder(found, folder)) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (findBadCharacter(entry.name)) reportBadName(found, path, entry.name);
    else if (entry.isDirectory()) {
      if (depth < deepest) walk(found, path, depth + 1);
      else
        report(
          found,
          path,
          'unknown-file',
          'warning',
          'The folder is nested too deeply.',
          'Move it up.',
        );
    } else sort(found, path, entry);
  }
}

/** A folder with such a name is left out whole: the paths of its files would hold it too. */
function reportBadName(found: Found, path: string, name: string): void {
  const message = `Its name holds ${findBadCharacter(name) ?? ''}, so no address can lead to it.`;
  const better = name.replaceAll(/[%#?\p{Cc}]+/gu, '-');
  report(found, path, 'bad-file-name', 'error', message, `Rename it to \`${better}\`.`);
}

function listFolder(found: Found, folder: string): Dirent[] {
  try {
    return readdirSync(join(found.root, folder), { withFileTypes: true });
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    const message = `The folder cannot be read (${code}).`;
    report(found, folder, 'unreadable-file', 'error', message, 'Check that you may read it.');
    return [];
  }
}

function sort(found: Found, path: string, entry: Dirent): void {
  if (entry.isSymbolicLink()) {
    const help = 'Replace the link with the file itself.';
    report(found, path, 'symbolic-link', 'error', 'The file is a symbolic link.', help);
    return;
  }
  if (!entry.isFile()) {
    const help = 'Remove it from the data root.';
    report(found, path, 'unreadable-file', 'error', 'It is not a regular file.', help);
    return;
  }
  const record = kindOf(path);
  const wanted = record && explainBadId(record.kind, record.id);
  if (record && wanted !== undefined) {
    const message = `\`${record.id}\` is not a valid id: it must be ${wanted}.`;
    report(found, path, 'bad-id', 'error', message, 'Rename it with `git mv`.');
    return;
  }
  if (record) found.files.push(path);
  else if (isAttachment(path)) {
    found.files.push(path);
    checkSize(found, path);
  } else if (!isHolidayFile(path) && entry.name.toLowerCase() !== 'readme.md') {
    const ending = explainEnding(found, path);
    if (ending) {
      report(found, path, ending.rule, 'error', ending.message, ending.help);
      return;
    }
    const place = explainPlace(path, (folder) => existsSync(join(found.root, folder)));
    if (place) {
      report(found, path, 'misplaced-record', 'error', place.message, place.help);
      return;
    }
    const near = suggest(entry.name, recordNames);
    report(
      found,
      path,
      'unknown-file',
      'warning',
      'The file is neither a record nor an attachment, so it is not read.',
      near !== undefined
        ? `Did you mean \`${near}\`?`
        : 'Move it out of the data root, or to the folder for such records.',
    );
  }
}

/**
 * Explains a record that only its ending keeps from being read, such as `sitrep.yml`. Beside a record
 * with the right name, it is no record.
 */
function explainEnding({ root }: Found, path: string) {
  const corrected = correctEnding(path);
  if (corrected === undefined || !kindOf(corrected)) return undefined;
  const ending = corrected.slice(corrected.lastIndexOf('.'));
  const message = `The file is not read, because its name does not end with \`${ending}\`.`;
  if (!existsSync(join(root, corrected))) {
    return { rule: 'misplaced-record', message, help: explainRename(path, corrected) };
  }
  const help = `Move what is missing to \`${corrected}\`, and delete this file.`;
  return { rule: 'unknown-file', message, help };
}

/**
 * Maximum size in bytes, since the site copies attachments. Larger files belong in storage for
 * large files.
 */
function checkSize(found: Found, path: string): void {
  const megabyte = 1024 * 1024;
  const size = lstatSync(join(found.root, path), { throwIfNoEntry: false })?.size ?? 0;
  if (size <= 10 * megabyte) return;
  const message = `The file is ${(size / megabyte).toFixed(1)} MB; an attachment is at most 10 MB.`;
  report(found, path, 'file-too-large', 'error', message, 'Store it elsewhere, and link to it.');
}

function report(
  { findings }: Found,
  path: string,
  rule: string,
  level: 'error' | 'warning',
  message: string,
  help: string,
): void {
  findings.push({ rule, level, path: path === '' ? '.' : path, message, help });
}
