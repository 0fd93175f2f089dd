import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Finding } from '../register/finding.ts';
import type { Kind } from '../register/register.ts';

export function explainErrors(kind: Kind, value: unknown, errors: readonly ErrorObject[], path: string): Finding[] {
  void kind; void value;
  return errors.filter(({ keyword }) => keyword !== 'if').map((error) => ({
    rule: 'schema', level: 'error', path, pointer: error.instancePath, message: `${error.message ?? 'It has the wrong shape'}.`,
  }));
}
