import { parseArgs } from 'node:util';
import { boundSum } from '../model/statistic/count.ts';
import { wilson } from '../model/statistic/interval.ts';
import { boundQuantile } from '../model/statistic/order.ts';
import { sortNumbers } from '../model/statistic/summary.ts';
import { testTrend } from '../model/statistic/trend.ts';
import { seedRandom } from '../testing/random.ts';
import {
  buildLogNormal,
  drawGrowth,
  drawPoisson,
  growths,
  measureCoverage,
  weeklyCounts,
} from './populations.ts';

// How often the 95 % intervals of figures cover the true value, and how often a trend is found where
// there is none: `npm run coverage [-- --samples 20000]`. The suite has a short version of it.

const { values } = parseArgs({ options: { samples: { type: 'string', default: '20000' } } });
const samples = Number(values.samples);
const print = (what: string, share: number): void =>
  console.log(`${(share * 100).toFixed(1).padStart(6)} %  ${what}`);

console.log('Coverage of 95 % intervals');
for (const spread of [0.5, 1.5]) {
  const { name, median, draw } = buildLogNormal(spread);
  for (const size of [6, 10, 15, 50, 200]) {
    const covers = (list: number[]): boolean => {
      const interval = boundQuantile(sortNumbers(list), 0.5);
      return interval !== undefined && interval.low <= median && median <= interval.high;
    };
    print(`median, ${name}, n ${size}`, measureCoverage(samples, size, draw, covers));
  }
}
const mean = weeklyCounts.reduce((sum, count) => sum + count, 0) / weeklyCounts.length;
const counts: [name: string, mean: number, draw: (random: () => number) => number][] = [
  ['real weeks', mean, (random) => weeklyCounts[Math.floor(random() * weeklyCounts.length)] ?? 0],
  ...[0.2, 0.5, 1.5, 3.3].map((rate): (typeof counts)[number] => [
    `Poisson, ${rate}`,
    rate,
    (random) => drawPoisson(random, rate),
  ]),
];
for (const [name, rate, draw] of counts) {
  for (const size of [4, 13, 26, 52]) {
    const covers = (list: number[]): boolean => {
      const interval = boundSum(
        list.reduce((sum, count) => sum + count, 0),
        list,
      );
      return interval !== undefined && interval.low <= rate * size && rate * size <= interval.high;
    };
    print(`count a week, ${name}, ${size} weeks`, measureCoverage(samples, size, draw, covers));
  }
}
for (const share of [0.5, 0.9, 0.99]) {
  const covers = (list: number[]): boolean => {
    const successes = list.filter((value) => value === 1).length;
    const interval = wilson(successes, list.length);
    return interval !== undefined && interval.low <= share && share <= interval.high;
  };
  const draw = (random: () => number): number => (random() < share ? 1 : 0);
  print(`share of ${share}, n 20`, measureCoverage(samples, 20, draw, covers));
}

console.log('\nTrends that are found where there is none');
const random = seedRandom(11);
const histories = Math.ceil(samples / 10);
for (const growth of growths) {
  let found = 0;
  for (let history = 0; history < histories; history++) {
    if (testTrend(drawGrowth(growth, random)).direction !== 'none') found++;
  }
  print(growth.name, found / histories);
}
