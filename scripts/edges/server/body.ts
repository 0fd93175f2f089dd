import type { IncomingMessage } from 'node:http';

/** What all bodies that are being read take at once: nobody has proved yet whose they are. */
export interface Held {
  bytes: number;
  most: number;
}

/**
 * The whole body; `large` where it is larger than it may be, `full` where there is no room for it now.
 * What is too much is read and not kept, so that the sender hears the answer; a sender that goes on for
 * ever does not.
 */
export function readBody(
  request: IncomingMessage,
  most: number,
  held: Held,
): Promise<Buffer | 'large' | 'full'> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let kept = 0;
    let isFull = false;
    const release = (): void => {
      held.bytes -= kept;
      kept = 0;
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      isFull ||= held.bytes + chunk.length > held.most;
      if (size <= most && !isFull) {
        chunks.push(chunk);
        held.bytes += chunk.length;
        kept += chunk.length;
      } else {
        chunks.length = 0;
        release();
      }
      if (size > 4 * most) request.destroy();
    });
    request.once('end', () => {
      release();
      resolve(size > most ? 'large' : isFull ? 'full' : Buffer.concat(chunks));
    });
    request.once('error', reject);
    request.once('close', () => {
      release();
      reject(new Error('It was cut off.'));
    });
  });
}

/** The body as text and as JSON; undefined where it is none. */
export function parseBody(body: Uint8Array): { text: string; value: unknown } | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    return { text, value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
