import { setValue, type Path } from '../model/record/edits/set-value.ts';
import { readBytes } from '../edges/disk/bytes.ts';
import { readMessage } from '../model/text/read-message.ts';
import { splitFrontMatter } from '../model/record/split.ts';
import type { FileChange } from './change.ts';
import { Failure } from '../session/context.ts';

/**
 * Edits the YAML of a record: the front matter of a Markdown file, or all of a YAML file. A byte order mark,
 * line endings, and everything else in the file stay as they are.
 *
 * @throws {Failure} if it cannot be read or edited
 */
export function editRecord(
  root: string,
  path: string,
  edit: (yaml: string) => string,
): Required<Pick<FileChange, 'expected'>> & FileChange {
  const read = readBytes(root, path);
  if (!('bytes' in read)) throw new Failure(`${path}: ${read.finding.message}`, read.finding.help);
  const whole = new TextDecoder('utf-8', { ignoreBOM: true }).decode(read.bytes);
  return { path, text: editText(path, whole, edit), expected: read.bytes };
}

/** Edits the YAML in the text of a record that is not on disk. */
export function editText(path: string, whole: string, edit: (yaml: string) => string): string {
  const [mark, text] = whole.startsWith('\ufeff') ? ['\ufeff', whole.slice(1)] : ['', whole];
  const split = path.endsWith('.md') ? splitFrontMatter(text) : { yaml: text };
  if (!('yaml' in split))
    throw new Failure(`${path}: ${split.problem.message}`, split.problem.help);
  // Front matter begins after the line that opens it.
  const from = path.endsWith('.md') ? text.indexOf('\n') + 1 : 0;
  const start = text.indexOf(split.yaml, from);
  const edited = attempt(path, () => edit(split.yaml));
  return mark + text.slice(0, start) + edited + text.slice(start + split.yaml.length);
}

/** Sets several values of a record, in order. */
export function setFields(
  root: string,
  path: string,
  fields: readonly (readonly [Path, unknown])[],
): ReturnType<typeof editRecord> {
  return editRecord(root, path, (yaml) =>
    fields.reduce((text, [field, value]) => setValue(text, field, value), yaml),
  );
}

function attempt(path: string, edit: () => string): string {
  try {
    return edit();
  } catch (error) {
    throw new Failure(`${path}: ${readMessage(error)}`, 'Edit the file by hand.');
  }
}
