import { spawn } from 'node:child_process';

/** Reads the texts of blobs by hash, without those that Git does not have. */
export type ReadBlobs = (hashes: Iterable<string>) => Promise<Map<string, string>>;

/** Reader over one `git cat-file --batch` for any number of calls. */
export interface BlobReader {
  read: ReadBlobs;
  close(): void;
}

/**
 * Starts one `git cat-file --batch` for all readers of a run. simple-git cannot write to the standard
 * input of a command, so the process is started here.
 */
export function openBlobs(folder: string): BlobReader {
  const child = spawn('git', ['cat-file', '--batch'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let buffer = Buffer.alloc(0);
  const waiting: ((text: string | undefined) => void)[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (let answer = parseObject(buffer); answer; answer = parseObject(buffer)) {
      buffer = buffer.subarray(answer.length);
      waiting.shift()?.(answer.text);
    }
  });
  const giveUp = (): void => waiting.splice(0).forEach((resolve) => resolve(undefined));
  child.on('close', giveUp).on('error', giveUp);
  // Git may end before it has read all names; the rest is answered when it closes.
  child.stdin.on('error', () => undefined);
  return {
    async read(hashes) {
      const wanted = [...new Set(hashes)];
      const answers = wanted.map(
        (hash) =>
          new Promise<string | undefined>((resolve) => {
            waiting.push(resolve);
            child.stdin.write(`${hash}\n`);
          }),
      );
      const texts = await Promise.all(answers);
      return new Map(
        wanted.flatMap((hash, index) => {
          const text = texts[index];
          return text === undefined ? [] : [[hash, text] as const];
        }),
      );
    },
    close() {
      child.stdin.end();
    },
  };
}

/** Parses the first complete object of a batch: `<hash> blob <size>\n<bytes>\n` or `<hash> missing\n`. */
function parseObject(buffer: Buffer): { text: string | undefined; length: number } | undefined {
  const end = buffer.indexOf(10);
  if (end < 0) return undefined;
  const [, kind, size] = buffer.toString('utf8', 0, end).split(' ');
  if (kind !== 'blob') return { text: undefined, length: end + 1 };
  const length = end + 1 + Number(size) + 1;
  if (buffer.length < length) return undefined;
  return { text: buffer.toString('utf8', end + 1, length - 1), length };
}
