import { expect, test } from 'vitest';
import { kpis } from '../model/kpis/index.ts';
import { fillSettings } from '../model/register/settings.ts';
import { readKpiDefinition } from './kpi-page.ts';

const organisation = { name: 'Test' };
const settings = fillSettings({
  organisation,
  kpi: { handover: { name: 'Time to hand over', from: 'detected', to: 'acknowledged' } },
});

test.each(kpis.map(({ name }) => name))('the page of %s gives a sentence and a formula', (name) => {
  expect(readKpiDefinition(name, { settings })).toMatch(
    /^[A-Z][^|]+\. Formula: [^|]*\p{L}[^|]*\.$/u,
  );
});

test('the definition has code in backticks, and no other markup of its page', () => {
  expect(readKpiDefinition('mttr', { settings })).toBe(
    'The time from the detection of an incident to its resolution. In Sitrep, the R always stands for resolve; elsewhere it can mean repair, recover or respond. If an incident was reopened, the last resolution counts. Formula: `detected` → `resolved`.',
  );
});

test('a KPI of the settings is defined by its milestones', () => {
  expect(readKpiDefinition('handover', { settings })).toBe(
    'Time to hand over: from `detected` to `acknowledged`, as defined in sitrep.yaml.',
  );
});
