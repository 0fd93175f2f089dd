import { parseArgs } from 'node:util';
import { simulate } from './simulation.ts';

// Many random histories of escalation; see simulation.ts. A seed that fails is printed, and replayed by
// `npm run simulate -- --seed <n>`.

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '10000' }, seed: { type: 'string' } },
});
const first = Number(values.seed ?? 1);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const began = performance.now();
let [failed, requests, runs] = [0, 0, 0];
for (let seed = first; seed < first + count; seed++) {
  const story = await simulate(seed);
  requests += story.requests;
  runs += story.runs;
  if (story.wrong.length === 0) continue;
  failed++;
  console.log(`seed ${seed}: ${story.wrong.join('; ')}`);
}
const seconds = (performance.now() - began) / 1000;
console.log(
  `${count} histories, ${failed} failed; ${runs} runs, ${requests} requests; ${(count / seconds).toFixed(0)} seeds a second`,
);
process.exitCode = failed > 0 ? 1 : 0;
