import { expect, it } from 'vitest';
import { form } from './form.ts';
import { disarmLog } from './runner-log.ts';
import { makeDesk, report, writeForm } from '../testdir-room.ts';

it.each([
  '::stop-commands::x',
  ' \t::add-mask::a',
  'a\n  ::error::b',
  'a\r::error::b',
  'a ##[add-mask]b',
])('leaves no command for the runner in %j', (text) => {
  expect(disarmLog(text)).not.toMatch(/^\s*::|##\[/m);
});

it('keeps all other text as it is', () => {
  const text = 'a::b\n#12 ## [x] fe80::1\n: :';
  expect(disarmLog(text)).toBe(text);
});

it('what a form is told does not steer the runner', async () => {
  const desk = await makeDesk();
  const hostile = { ...report, 'What is affected?': '##[add-mask]checkout' };
  const number = desk.open('mallory', 'Slow', writeForm(hostile));
  const { stdout } = await desk.run({ action: 'opened', issue: { number } }, form);
  expect(stdout).toContain('add-mask');
  expect(stdout).not.toContain('##[');
});
