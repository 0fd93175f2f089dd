/** A small data root for tests, with every kind of record, links between them, and links to missing targets (`gone`). */

const log = (day: string, service: string): string => `- at: ${day}T08:12:00+01:00
  type: started
  affects: { ${service}: degraded }
- at: ${day}T08:20:00+01:00
  type: detected
  by: alertmanager
- at: ${day}T08:24:00+01:00
  type: acknowledged
  by: ada
- at: ${day}T08:30:00+01:00
  type: triaged
  impact: high
  urgency: medium
- at: ${day}T08:40:00+01:00
  type: update
  audience: public
  status: identified
  note: |
    We found the **cause**, and are [draining a node](../../runbooks/drain.md).

    - The node takes no new request.
    - Those it has may end.
- at: ${day}T09:05:00+01:00
  type: resolved
  resolution: rolled-back
`;

const incident = (title: string, service: string, body: string): string => `---
title: ${title}
summary: ${title}, said for everybody.
services: [${service}]
category: capacity
channel: monitoring
---

${body}
`;

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

export const records: Readonly<Record<string, string | Uint8Array>> = {
  'sitrep.yaml': 'organisation: { name: Northwind Rail, timezone: Europe/Amsterdam }\n',
  'catalog/services/checkout.yaml':
    'name: Checkout\ndescription: Where tickets are paid.\ntier: 1\nteam: sales\ndepends_on: [timetable, gone]\n',
  'catalog/services/timetable.yaml':
    'name: Timetable\ndescription: When trains run.\ntier: 2\nteam: gone\n',
  'catalog/services/long.yaml': `name: ${'Verylongname'.repeat(6)}\ntier: 3\nteam: sales\n`,
  'catalog/teams/sales.yaml': `name: Sales\nmembers:\n  - { handle: ada, name: Ada Example, skills: [database] }\n  - { handle: long, name: ${'Verylongname'.repeat(6)} }\n`,
  'runbooks/drain.md':
    '---\ntitle: Drain a node\nservices: [checkout, gone]\nowner: gone\nreviewed: 2026-01-02\nreview_every: 180d\n---\n\n1. Drain it.\n2. See `ready: 0`.\n',
  'problems/pool.md':
    '---\ntitle: The pool runs out\nstate: known-error\nservices: [checkout, gone]\nincidents: [2026-01-14-slow, 2020-01-01-gone]\nowner: sales\n---\n\nIt is too small, see [the incident](../2026/2026-01-14-slow/incident.md).\n',
  'maintenance/2026-02-01-database.md':
    '---\ntitle: New database version\nservices: [checkout]\nwindow: { start: 2026-02-01T01:00:00+01:00, end: 2026-02-01T03:00:00+01:00 }\nimpact: degraded\n---\n\nTickets can be bought all the same.\n',
  '2026/2026-01-14-slow/incident.md': incident(
    'Checkout answers slowly',
    'checkout',
    '## What happened\n\nThe pool ran out, as [before](../2026-01-10-down/incident.md).\n\n![graph](graph.png)\n\n![drawing](drawing.svg)\n\n| hour | requests |\n|---|--:|\n| 8 | 120 |\n\n```\nERROR pool exhausted\n```\n\n:::internal\nThe vendor was told.\n:::\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))',
  ),
  '2026/2026-01-14-slow/timeline.yaml': log('2026-01-14', 'checkout'),
  '2026/2026-01-14-slow/graph.png': pixel,
  '2026/2026-01-14-slow/drawing.svg':
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" onload="alert(1)"><script>alert(1)</script><rect width="40" height="20" fill="green"/><image href="https://evil.example/beacon.png"/></svg>',
  '2026/2026-01-14-slow/postmortem.md':
    '---\nauthors: [ada, long]\nstate: draft\nroot_causes: [The pool had no upper bound.]\nactions:\n  - { id: a1, title: Bound the pool, type: prevent, owner: ada, due: 2026-01-20 }\n---\n\n## Summary\n\nSee [the incident](incident.md).\n',
  '2026/2026-01-10-down/incident.md': incident('Timetable is down', 'timetable', 'It was down.'),
  '2026/2026-01-10-down/timeline.yaml': log('2026-01-10', 'timetable'),
  '2026/2026-01-20-live/incident.md': incident('Tickets cannot be bought', 'checkout', 'We look.'),
  '2026/2026-01-20-live/timeline.yaml':
    '- at: 2026-01-20T09:00:00+01:00\n  type: started\n  affects: { checkout: major-outage, long: degraded }\n- at: 2026-01-20T09:01:00+01:00\n  type: detected\n  by: long\n',
  '2026/2026-01-12-broken/incident.md': '---\ntitle: [Broken\n---\n',
};

/** A morning on which one incident is live. */
export const now = Date.UTC(2026, 0, 20, 10);
