import { formatDay } from '../time/instant.ts';
import type { RecordRule } from './rule.ts';

/** Folders whose date is not that of the first event, or that lie in another year. */
export const misnamedIncident: RecordRule = {
  name: 'misnamed-incident',
  level: 'error',
  scope: 'record',
  *check({ incident, record }) {
    const { id, firstAt, path } = incident;
    const year = path.split('/')[0];
    if (year !== id.slice(0, 4)) {
      yield {
        path: record.path,
        message: `The folder ${id} lies in ${year ?? ''}.`,
        help: `Move it, where that is not taken: git mv ${path} ${id.slice(0, 4)}/${id}`,
      };
    }
    const day = firstAt === undefined ? undefined : formatDay(firstAt);
    if (day !== undefined && day !== id.slice(0, 10)) {
      yield {
        path: record.path,
        message: `The folder is named for ${id.slice(0, 10)}; the first event was on ${day} (UTC).`,
        help: `Correct the entry, or rename, to what is not taken: git mv ${path} ${day.slice(0, 4)}/${day}${id.slice(10)}`,
      };
    }
  },
};
