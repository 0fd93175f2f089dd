interface ReviewRow {
  pull: number;
  title: string;
  text: string;
  check?: string;
  approvals: readonly {
    path: string;
    by: readonly string[];
    state: string;
    pull_request?: string;
  }[];
}

/** Formats what is missing in each pull request, and the approvals that were written. */
export function formatReviews(rows: readonly ReviewRow[]): string {
  const lines = rows.flatMap(({ pull, title, text, check, approvals }) => [
    `#${pull}: ${title}${check === undefined ? '' : ` (check ${check})`}\n\n${text}\n`,
    ...approvals.map(
      ({ path, by, state, pull_request }) =>
        `${path}: approval of ${by.join(', ')} ${pull_request ?? state}`,
    ),
  ]);
  return lines.join('\n');
}
