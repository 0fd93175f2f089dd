import { spawn } from 'node:child_process';

/**
 * The texts of many blobs through one `git cat-file --batch`, by hash; one that Git does not have is
 * left out. (simple-git cannot write to a command's standard input, so this one is started here.)
 */
export async function readBlobs(
  folder: string,
  hashes: Iterable<string>,
): Promise<Map<string, string>> {
  const wanted = [...new Set(hashes)];
  if (wanted.length === 0) return new Map();
  const child = spawn('git', ['cat-file', '--batch'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // Git may end before it has read all names; the answer is then short, and said so below.
  child.stdin.on('error', () => undefined);
  child.stdin.end(`${wanted.join('\n')}\n`);
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  return splitBatch(Buffer.concat(chunks));
}

function splitBatch(answer: Buffer): Map<string, string> {
  const texts = new Map<string, string>();
  let start = 0;
  while (start < answer.length) {
    const end = answer.indexOf(10, start);
    const [hash = '', kind, size] = answer.toString('utf8', start, end).split(' ');
    start = end + 1;
    if (kind !== 'blob') continue;
    texts.set(hash, answer.toString('utf8', start, start + Number(size)));
    start += Number(size) + 1;
  }
  return texts;
}
