import { formatDay } from '../time/instant.ts';
import type { RecordRule } from './rule.ts';

/** Folders whose date is not that of the first event, or that are in the folder of another year. */
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
        message: `The folder ${id} is in ${year ?? ''}.`,
        help: `Move it (check that the new name is free): git mv ${path} ${id.slice(0, 4)}/${id}`,
      };
    }
    const day = firstAt === undefined ? undefined : formatDay(firstAt);
    if (day !== undefined && day !== id.slice(0, 10)) {
      yield {
        path: record.path,
        message: `The folder name says ${id.slice(0, 10)}, but the first event was on ${day} (UTC).`,
        help: `Correct the entry, or rename the folder (check that the new name is free): git mv ${path} ${day.slice(0, 4)}/${day}${id.slice(10)}`,
      };
    }
  },
};
