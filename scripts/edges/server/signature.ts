import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** How a sender authenticates its requests. */
export interface Proof {
  /** Signature of the body (HMAC-SHA256, hexadecimal), or a token. */
  kind: 'signature' | 'bearer';
  /** Header of the signature in lower case. */
  header: string;
  /** Each of them is accepted, so that secrets can be rotated. */
  secrets: readonly string[];
}

/** The parts of a request that authenticate its sender. */
export interface SignedRequest {
  header(name: string): string | undefined;
  body: Uint8Array;
}

/**
 * Checks whether a request is authentic. Compares every secret with every signature of the header in
 * constant time, so that the time reveals nothing.
 */
export function isProved({ kind, header, secrets }: Proof, request: SignedRequest): boolean {
  const given = readProofs(kind, kind === 'bearer' ? 'authorization' : header, request);
  let proved = false;
  for (const secret of secrets) {
    if (secret === '') continue;
    const wanted = kind === 'bearer' ? secret : sign(secret, request);
    for (const proof of given) proved = isSame(proof, wanted) || proved;
  }
  return proved;
}

/**
 * Parses the signatures or the token of a header: `v1=<hex>,v1=<hex>` (PagerDuty, while a secret is
 * rotated), `sha256=<hex>`, `<hex>`, or `Bearer <token>`.
 */
function readProofs(kind: Proof['kind'], name: string, request: SignedRequest): string[] {
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

function sign(secret: string, { body }: SignedRequest): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/** Compares two texts in constant time, by digests of equal length. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
