import type { IncomingMessage } from 'node:http';

/** Memory that all bodies being read share, because their senders are not authenticated yet. */
export interface BodyMemory {
  bytes: number;
  maxBytes: number;
}

/**
 * Reads a whole body; `large` if it is too large, `full` if there is no memory for it now. The rest of such
 * a body is read and discarded, so that the sender gets the response, up to four times the limit.
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  memory: BodyMemory,
): Promise<Buffer | 'large' | 'full'> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let kept = 0;
    let isFull = false;
    const release = (): void => {
      memory.bytes -= kept;
      kept = 0;
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      isFull ||= memory.bytes + chunk.length > memory.maxBytes;
      if (size <= maxBytes && !isFull) {
        chunks.push(chunk);
        memory.bytes += chunk.length;
        kept += chunk.length;
      } else {
        chunks.length = 0;
        release();
      }
      if (size > 4 * maxBytes) request.destroy();
    });
    request.once('end', () => {
      release();
      resolve(size > maxBytes ? 'large' : isFull ? 'full' : Buffer.concat(chunks));
    });
    request.once('error', reject);
    request.once('close', () => {
      release();
      reject(new Error('The body was cut off.'));
    });
  });
}

/** Parses a body as text and as JSON; undefined if it is not JSON. */
export function parseBody(body: Uint8Array): { text: string; value: unknown } | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    return { text, value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
