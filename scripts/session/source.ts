import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { readMessage } from '../model/text/read-message.ts';
import { Failure } from './context.ts';

/** A text with its name in findings: a file or an address. */
export interface NamedText {
  name: string;
  text: string;
}

/** Limits on reading; tests set smaller ones. */
export interface Bounds {
  bytes: number;
  redirects: number;
  milliseconds: number;
}

const usual: Bounds = { bytes: 50 * 1024 * 1024, redirects: 5, milliseconds: 30_000 };

/**
 * Reads a file or a pipe, or fetches an http or https address.
 *
 * @throws {Failure} if that is not possible
 */
export async function readSource(place: string, bounds: Bounds = usual): Promise<NamedText> {
  if (/^https?:\/\//i.test(place)) return fetchSource(place, bounds);
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(place)) {
    throw new Failure(
      `${place} is not an http or https address.`,
      'Save it to a file, and name that.',
    );
  }
  const stats = await stat(place).catch((error: unknown) => error as NodeJS.ErrnoException);
  if (stats instanceof Error) {
    throw new Failure(`Cannot read ${place} (${stats.code ?? stats.message}).`, 'Check its name.');
  }
  const isPipe = stats.isFIFO();
  if (!stats.isFile() && !isPipe)
    throw new Failure(`${place} is not a file.`, 'Name the JSON file in it.');
  if (stats.size > bounds.bytes) throw tooLarge(place, bounds);
  const reading = isPipe ? gather(createReadStream(place), place, bounds) : readFile(place);
  const bytes = await reading.catch((error: unknown) => {
    if (error instanceof Failure) throw error;
    throw new Failure(
      `Cannot read ${place} (${readMessage(error)}).`,
      'Check the permissions of the file.',
    );
  });
  return { name: place, text: decode(bytes, place) };
}

/** Reads all of standard input, up to the same size as a file. */
export async function readStandardInput(
  stream: AsyncIterable<unknown> | Iterable<unknown> = process.stdin,
  bounds: Bounds = usual,
): Promise<NamedText> {
  const name = 'standard input';
  return { name, text: decode(await gather(stream, name, bounds), name) };
}

async function fetchSource(place: string, bounds: Bounds): Promise<NamedText> {
  const signal = AbortSignal.timeout(bounds.milliseconds);
  let address = parseAddress(place);
  const name = nameAddress(address);
  try {
    for (let turn = 0; turn <= bounds.redirects; turn += 1) {
      const response = await fetch(address, {
        redirect: 'manual',
        signal,
        headers: { accept: 'application/json' },
      });
      const location = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || location === null) {
        return { name, text: await readBody(response, name, bounds) };
      }
      await response.body?.cancel();
      address = follow(address, location, name);
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(explainFetch(error, name, bounds), 'Try again, or save it to a file first.');
  }
  throw new Failure(`${name} redirects more than ${bounds.redirects} times.`, 'Check the address.');
}

function parseAddress(place: string): URL {
  const address = URL.canParse(place) ? new URL(place) : undefined;
  if (!address) {
    throw new Failure(
      `${place} is not an address.`,
      'Write it as https://status.example.com/api/v2/incidents.json',
    );
  }
  if (address.username !== '' || address.password !== '') {
    throw new Failure(
      `The address of ${nameAddress(address)} contains a password, which is not sent.`,
      'Fetch it with another program, and name that file.',
    );
  }
  return address;
}

/** Formats an address for messages and results, without a password or a query, which may contain a key. */
function nameAddress(address: URL): string {
  const { protocol, host, pathname } = address;
  return `${protocol}//${host}${pathname}`;
}

function follow(from: URL, location: string, name: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  const safe = to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:');
  if (to && safe) return to;
  throw new Failure(
    `${name} redirects to an address that is not followed: ${location.slice(0, 200)}`,
    'Use an address that does not redirect from https to http or to another protocol.',
  );
}

async function readBody(response: Response, name: string, bounds: Bounds): Promise<string> {
  if (!response.ok) {
    await response.body?.cancel();
    throw new Failure(
      `${name} returned ${response.status}.`,
      'Open the address in a browser to check it.',
    );
  }
  return decode(response.body ? await gather(response.body, name, bounds) : Buffer.of(), name);
}

/** Reads a stream to its end, within the limits, because its size is unknown. */
async function gather(
  stream: AsyncIterable<unknown> | Iterable<unknown>,
  name: string,
  bounds: Bounds,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = chunk as Uint8Array;
    size += bytes.length;
    // Leaving the loop closes the connection.
    if (size > bounds.bytes) throw tooLarge(name, bounds);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function tooLarge(name: string, { bytes }: Bounds): Failure {
  const bound = `${Math.round(bytes / 1024 / 1024)} MB`;
  return new Failure(`${name} is larger than ${bound}.`, 'Split it into parts.');
}

function decode(bytes: Uint8Array, name: string): string {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    throw new Failure(`${name} is compressed (gzip).`, 'Unpack it first: `gunzip` does that.');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Failure(`${name} is not UTF-8 text.`, 'Save it as UTF-8.');
  }
}

function explainFetch(error: unknown, name: string, bounds: Bounds): string {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `${name} did not answer within ${Math.round(bounds.milliseconds / 1000)} s.`;
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as NodeJS.ErrnoException;
  return `Cannot fetch ${name} (${code ?? message}).`;
}
