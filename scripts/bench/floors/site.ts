/** The floor of a site: read, js-yaml, satteri, a template string, write; one page an incident and nothing else. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CORE_SCHEMA, load } from 'js-yaml';
import { markdownToHtml } from 'satteri';
import { readFiles, splitText } from './files.ts';

const [root = '', out = ''] = process.argv.slice(2);
interface Page {
  front: Record<string, unknown>;
  body: string;
  timeline: Record<string, unknown>[];
  postmortem: string;
}
const pages = new Map<string, Page>();
for (const { path, text } of readFiles(root)) {
  if (!/(?:incident|postmortem)\.md$|timeline\.yaml$/.test(path)) continue;
  const id = basename(dirname(path));
  const page = pages.get(id) ?? { front: {}, body: '', timeline: [], postmortem: '' };
  pages.set(id, page);
  const { yaml, body } = splitText(path, text);
  const value = load(yaml, { schema: CORE_SCHEMA });
  if (path.endsWith('timeline.yaml')) page.timeline = value as Page['timeline'];
  else if (path.endsWith('postmortem.md')) page.postmortem = markdownToHtml(body).html;
  else Object.assign(page, { front: value, body: markdownToHtml(body).html });
}
const escape = (value: unknown): string =>
  String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
for (const [id, { front, body, timeline, postmortem }] of pages) {
  const facts = Object.entries(front).map(([name, value]) => `<dt>${name}<dd>${escape(value)}`);
  const entries = timeline.map(
    ({ at, type, by = '', note = '' }) =>
      `<li><time datetime="${escape(at)}">${escape(at)}</time> <b>${escape(type)}</b> ${escape(by)} <div>${markdownToHtml(String(note)).html}</div></li>`,
  );
  mkdirSync(join(out, id), { recursive: true });
  writeFileSync(
    join(out, id, 'index.html'),
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(front['title'])}</title></head><body><main><h1>${escape(front['title'])}</h1><dl>${facts.join('')}</dl><ol>${entries.join('')}</ol>${body}${postmortem}</main></body></html>`,
  );
}
process.stdout.write(`${pages.size} pages\n`);
