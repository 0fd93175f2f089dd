import type { Register } from '../model/register/register.ts';

/** Formats the trailers of a commit: its incident, and the author as co-author. */
export function formatTrailers(
  { incident, by }: { incident?: string | undefined; by?: string | undefined },
  people: Register['people'],
): [string, string][] {
  const person = by === undefined ? undefined : people.get(by);
  return [
    ...(incident === undefined ? [] : [['Incident', incident] satisfies [string, string]]),
    ...(person ? [formatCoAuthor(person)] : []),
  ];
}

/** Formats a co-author with GitHub's address for users who hide theirs. */
function formatCoAuthor({ name, handle }: { name: string; handle: string }): [string, string] {
  const plain = name.replaceAll(/[<>]/g, '');
  return ['Co-authored-by', `${plain} <${handle}@users.noreply.github.com>`];
}
