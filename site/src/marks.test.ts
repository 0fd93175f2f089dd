import { expect, test } from 'vitest';
import { drawBadge, drawIcon, drawSentence } from './marks.ts';
import { drawMenu } from './menu.ts';

test('a word from a record is escaped, and the icon beside it is not', () => {
  const badge = drawBadge('approved', '<img src=x onerror="a()"> & co').toString();
  expect(badge).toContain('&lt;img src=x onerror=&quot;a()&quot;&gt; &amp; co</span>');
  expect(badge.match(/<\w+/g)).toEqual(['<span', '<svg', '<path']);
  expect(drawBadge('"><b>').toString()).not.toContain('<b>');
});

test('a sentence is escaped, and its days are times', () => {
  const day = '<time datetime="2026-08-20">2026-08-20</time>';
  expect(drawSentence('<b>: down; records end on 2026-08-20.').toString()).toBe(
    `&lt;b&gt;: down; records end on ${day}.`,
  );
  expect(drawSentence('The record of 2026-08-20-slow').toString()).toBe(
    'The record of 2026-08-20-slow',
  );
});

test('two words of one state are two badges', () => {
  expect(drawBadge('amended', 'kept').toString()).toContain('kept');
  expect(drawBadge('amended', 'lost').toString()).toContain('lost');
  expect(drawBadge('in-review').toString()).toContain('in review</span>');
});

test('a state that has no icon of its own gets a ring, whatever it is called', () => {
  const ring = drawIcon('finding').toString();
  expect(drawIcon('constructor').toString()).toBe(ring);
  expect(drawIcon('closed').toString()).not.toBe(ring);
});

const link = (target: string): string => `../..${target}index.html`;
const listCurrent = (page: string, leftOut = 0): string[] =>
  drawMenu(page, leftOut, link)
    .toString()
    .match(/<a [^>]*aria-current[^>]*>[^<]*/g) ?? [];

test('the menu marks the current page, or the part of the site that holds it', () => {
  expect(listCurrent('/')).toEqual(['<a href="../../index.html" aria-current="page">Now']);
  expect(listCurrent('/kpi/')).toEqual(['<a href="../../kpi/index.html" aria-current="page">KPIs']);
  expect(listCurrent('/kpi/mttr/')).toEqual([
    '<a href="../../kpi/index.html" aria-current="true">KPIs',
  ]);
  expect(listCurrent('/teams/web/')).toEqual([]);
  expect(listCurrent('/left-out/', 2)).toEqual([
    '<a href="../../left-out/index.html" aria-current="page">Left out (2)',
  ]);
});
