import { expect, it } from 'vitest';
import { formatEffects } from './effects.ts';

it('formats what users notice of each service', () => {
  expect(formatEffects([['checkout', 'major-outage']])).toBe('checkout=major-outage');
  expect(
    formatEffects([
      ['checkout', 'degraded'],
      ['search', 'operational'],
    ]),
  ).toBe('checkout=degraded,search=operational');
});

it('formats an incident that nobody notices', () => {
  expect(
    formatEffects([
      ['checkout', 'operational'],
      ['search', 'operational'],
    ]),
  ).toBe('none');
});

it('states nothing unless the effect on every service is known', () => {
  expect(formatEffects([])).toBeUndefined();
  expect(formatEffects([['checkout', 'unknown']])).toBeUndefined();
  expect(
    formatEffects([
      ['checkout', 'degraded'],
      ['search', 'unknown'],
    ]),
  ).toBeUndefined();
});
