import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** How a request shows that its sender sent it. */
export interface Proof {
  /** A signed body (HMAC-SHA256, hexadecimal), or a token. */
  kind: 'signature' | 'bearer';
  /** Header of the signature, in small letters. */
  header: string;
  /** Any of them is taken, so that one can follow another. */
  secrets: readonly string[];
}

/** What of a request proves who sent it. */
export interface Request {
  header(name: string): string | undefined;
  body: Uint8Array;
}

/**
 * Whether a request is its sender's. Every secret is tried against every signature of the header, and
 * each comparison takes as long as any other, so that nothing is learnt from the time it takes.
 */
export function isProved({ kind, header, secrets }: Proof, request: Request): boolean {
  const given = readProofs(kind, kind === 'bearer' ? 'authorization' : header, request);
  let proved = false;
  for (const secret of secrets) {
    if (secret === '') continue;
    const wanted = kind === 'bearer' ? secret : sign(secret, request);
    for (const proof of given) proved = isSame(proof, wanted) || proved;
  }
  return proved;
}

/** `v1=<hex>,v1=<hex>` (PagerDuty, while a secret is replaced), `sha256=<hex>`, `<hex>`, or `Bearer <token>`. */
function readProofs(kind: Proof['kind'], name: string, request: Request): string[] {
  const value = request.header(name) ?? '';
  if (kind === 'bearer') {
    const [, token] = /^Bearer +(\S{1,4096})$/i.exec(value.trim()) ?? [];
    return token === undefined ? [] : [token];
  }
  return value
    .slice(0, 4096)
    .split(',')
    .slice(0, 10)
    .map((part) =>
      part
        .trim()
        .replace(/^(?:v1|sha256)=/, '')
        .toLowerCase(),
    )
    .filter((part) => /^[0-9a-f]{64}$/.test(part));
}

function sign(secret: string, { body }: Request): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/** Digests are of one length, whatever was sent. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
