import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Options of the server of a built site. */
export interface ServeOptions {
  /** Folder of the site. */
  folder: string;
  /** Port; 0 for any free one. */
  port: number;
  /** Address to listen on. The default is the loopback address, so that nobody else on the network can read the records. */
  host?: string;
  /** Path below which the site was built. */
  base?: string;
}

/** A running server. */
export interface Serving {
  url: string;
  close(): Promise<void>;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.pdf': 'application/pdf',
  '.txt': 'text/plain; charset=utf-8',
  '.log': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
};

/** Headers that allow only what the pages need. A server that publishes the site should send the same. */
export const headers: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
};

/** Reports whether a folder holds a built site. */
export function hasSite(folder: string): boolean {
  return existsSync(join(folder, 'index.html'));
}

/** Serves a built site until it is closed. */
export async function serveSite(options: ServeOptions): Promise<Serving> {
  const { folder, port, host = '127.0.0.1' } = options;
  const base = `/${(options.base ?? '').replaceAll(/^\/+|\/+$/g, '')}/`.replace('//', '/');
  const server = createServer((request, response) => {
    answer(folder, base, request, response).catch(() => response.destroy());
  });
  await listen(server, port, host);
  const { port: taken } = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name === '127.0.0.1' ? 'localhost' : name}:${taken}${base}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

async function answer(
  folder: string,
  base: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...headers, Allow: 'GET, HEAD' }).end();
    return;
  }
  const path = readPath(request.url ?? '/', base);
  if (path === undefined) return send(folder, '/404.html', 404, request, response);
  const found = await findFile(folder, path);
  if (found === 'folder') {
    response.writeHead(301, { ...headers, Location: `${base}${encodeURI(path.slice(1))}/` }).end();
  } else
    await send(folder, found ?? '/404.html', found === undefined ? 404 : 200, request, response);
}

/** Parses the requested path, below the base; undefined if it is malformed or leads out of the site. */
export function readPath(url: string, base: string): string | undefined {
  const [raw = ''] = url.split(/[?#]/, 1);
  let path: string;
  try {
    path = decodeURIComponent(raw);
  } catch {
    return undefined;
  }
  if (!path.startsWith(base) || /[\\\0]|\/\//.test(path)) return undefined;
  // Names that begin with a dot are not part of a site: `..`, and the build's own marker.
  return path.split('/').some((name) => name.startsWith('.'))
    ? undefined
    : `/${path.slice(base.length)}`;
}

async function findFile(folder: string, path: string): Promise<string | undefined> {
  const file = path.endsWith('/') ? `${path}index.html` : path;
  const stats = await stat(join(folder, file)).catch(() => undefined);
  if (stats?.isDirectory()) return 'folder';
  return stats?.isFile() ? file : undefined;
}

async function send(
  folder: string,
  file: string,
  status: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const stats = await stat(join(folder, file)).catch(() => undefined);
  if (!stats) {
    response.writeHead(404, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' });
    response.end('Page not found.\n');
    return;
  }
  const type = types[extname(file).toLowerCase()] ?? 'application/octet-stream';
  response.writeHead(status, { ...headers, 'Content-Type': type, 'Content-Length': stats.size });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(join(folder, file)), response);
}
