import { request as ask } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testdir } from '../scripts/testing/folder.ts';
import { readPath, serveSite } from './serve.ts';

const site = {
  'secret.txt': 'outside',
  'site/.sitrep-site': 'marker',
  'site/index.html': '<h1>Home</h1>',
  'site/404.html': '<h1>Not found</h1>',
  'site/site.css': 'p {}',
  'site/incidents/one/index.html': '<h1>One</h1>',
  'site/incidents/one/files/run.html.txt': '<script>',
  'site/incidents/one/files/a b.unknown': 'x',
};

async function serve(base?: string): Promise<URL> {
  const folder = `${testdir(site)}/site`;
  const serving = await serveSite({ folder, port: 0, ...(base !== undefined && { base }) });
  onTestFinished(() => serving.close());
  return new URL(serving.url);
}

interface Answer {
  status: number | undefined;
  headers: Readonly<Record<string, unknown>>;
  body: string;
}

/** Asks for a path exactly as it is written, which `fetch` would tidy up. */
function get({ port }: URL, path: string, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    ask({ host: '127.0.0.1', port, path, method }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body });
      });
    })
      .on('error', reject)
      .end();
  });
}

describe('the server', () => {
  it('answers with pages, types and headers', async () => {
    const url = await serve();
    const home = await get(url, '/?x#y');
    expect(home).toMatchObject({ status: 200, body: '<h1>Home</h1>' });
    expect(home.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    expect(home.headers['content-security-policy']).toContain("default-src 'none'");
    expect(home.headers['content-security-policy']).not.toContain('unsafe');
    expect((await get(url, '/site.css')).headers['content-type']).toBe('text/css; charset=utf-8');
    expect((await get(url, '/incidents/one/')).body).toBe('<h1>One</h1>');
    expect(await get(url, '/incidents/one')).toMatchObject({
      status: 301,
      headers: { location: '/incidents/one/' },
    });
    expect((await get(url, '/incidents/one/files/run.html.txt')).headers['content-type']).toBe(
      'text/plain; charset=utf-8',
    );
    expect((await get(url, '/incidents/one/files/a%20b.unknown')).headers['content-type']).toBe(
      'application/octet-stream',
    );
    expect(await get(url, '/', 'HEAD')).toMatchObject({ status: 200, body: '' });
    expect((await get(url, '/', 'POST')).status).toBe(405);
    expect(await get(url, '/none/')).toMatchObject({ status: 404, body: '<h1>Not found</h1>' });
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/incidents/../../secret.txt',
    '/incidents/..%5c..%5csecret.txt',
    '/....//secret.txt',
    '//secret.txt',
    '/.sitrep-site',
    '/%00',
    '/%',
    '/%c0%ae%c0%ae/secret.txt',
    'http://elsewhere.example/secret.txt',
  ])('reads nothing beside its folder: %s', async (path) => {
    const answer = await get(await serve(), path);
    expect(answer).toMatchObject({ status: 404, body: '<h1>Not found</h1>' });
  });

  it('serves below a base, and nothing above it', async () => {
    const url = await serve('/northwind/status');
    expect(url.pathname).toBe('/northwind/status/');
    expect((await get(url, '/northwind/status/')).body).toBe('<h1>Home</h1>');
    expect((await get(url, '/northwind/status/incidents/one')).headers['location']).toBe(
      '/northwind/status/incidents/one/',
    );
    expect((await get(url, '/')).status).toBe(404);
    expect(readPath('/northwind/statusx/', '/northwind/status/')).toBeUndefined();
  });

  it('listens only on this machine, and reports a port that is in use', async () => {
    const url = await serve();
    expect(url.hostname).toBe('localhost');
    await expect(serveSite({ folder: '.', port: Number(url.port) })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
