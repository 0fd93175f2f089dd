import type { Finding } from '../../model/register/finding.ts';
import { readBytes } from './bytes.ts';
import { kindOf } from '../../model/record/kind.ts';
import { findSecrets } from '../../model/record/secrets.ts';

const text = /\.(?:txt|log|csv|json|svg)$/i;

/** Secrets in text files that are attached to incidents: what is larger than a record is not looked into. */
export function checkAttachments(root: string, files: readonly string[]): Finding[] {
  return files
    .filter((path) => text.test(path) && !kindOf(path))
    .flatMap((path) => {
      const read = readBytes(root, path);
      return 'bytes' in read ? findSecrets(new TextDecoder().decode(read.bytes), path) : [];
    });
}
