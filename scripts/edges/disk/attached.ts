import type { Finding } from '../../model/register/finding.ts';
import { readBytes } from './bytes.ts';
import { kindOf } from '../../model/record/kind.ts';
import { findSecrets } from '../../model/record/secrets.ts';

const text = /\.(?:txt|log|csv|json|svg)$/i;

/**
 * Finds secrets in text files attached to incidents. Files larger than a record are not searched.
 */
export function checkAttachments(root: string, files: readonly string[]): Finding[] {
  return files
    .filter((path) => text.test(path) && !kindOf(path))
    .flatMap((path) => {
      const read = readBytes(root, path);
      return 'bytes' in read ? findSecrets(new TextDecoder().decode(read.bytes), path) : [];
    });
}
