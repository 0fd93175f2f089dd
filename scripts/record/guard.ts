import type { Finding } from '../register/finding.ts';
import type { Kind } from '../register/register.ts';

export function guardText(bytes: Uint8Array, kind: Kind, path: string): { text: string } | { finding: Finding } {
  void kind; void path;
  return { text: Buffer.from(bytes).toString('utf8') };
}
