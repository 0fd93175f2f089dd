import { findIncidents, suggestIncident } from '../register/find.ts';
import type { Incident, Register } from '../register/register.ts';
import { Failure } from './command.ts';

/** The one incident that is meant: by id, alias or part of one; the newest live one where none is named. */
export function chooseIncident(register: Register, wanted: string | undefined): Incident {
  const found = findIncidents(register, wanted);
  const [first] = found;
  if (first && found.length === 1) return first;
  if (wanted === undefined) {
    throw new Failure('No incident is going on.', 'Name one; `sitrep list` tells which there are.');
  }
  if (!first) {
    const near = suggestIncident(register, wanted);
    throw new Failure(
      `No incident is called ${wanted}.`,
      near ? `Did you mean ${near}?` : '`sitrep list` tells which there are.',
    );
  }
  const names = found.slice(0, 10).map(({ id, title }) => `  ${id}  ${title}`);
  const more = found.length > 10 ? `\n  … and ${found.length - 10} more` : '';
  throw new Failure(
    `${found.length} incidents are like ${wanted}:`,
    `${names.join('\n').trim()}${more}`,
  );
}
