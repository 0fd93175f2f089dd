import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../scripts/edges/disk/package.ts';

const css = readFileSync(join(packageRoot, 'site/public/site.css'), 'utf8');

/** Reads both values of a colour, light and dark. */
function readColour(name: string): readonly [string, string] {
  const found = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css);
  if (!found?.[1] || !found[2]) throw new Error(`no colour ${name}`);
  return [found[1], found[2]];
}

/** Relative luminance as WCAG 2.2 defines it. */
function measureLuminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function measureContrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [measureLuminance(a), measureLuminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

it('measures contrast as WCAG does', () => {
  expect(measureContrast('#000000', '#ffffff')).toBeCloseTo(21, 10);
  // The grey that is often named as the lightest with 4.5 on white.
  expect(measureContrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('the hatch of days without data, %s', (_, scheme) => {
  it.each(['paper', 'panel'])('is visible on %s', (ground) => {
    const contrast = measureContrast(readColour('no-data')[scheme], readColour(ground)[scheme]);
    expect(contrast).toBeGreaterThanOrEqual(3);
  });

  it('differs from an operational day also without its pattern', () => {
    const contrast = measureContrast(readColour('no-data')[scheme], readColour('day-ok')[scheme]);
    expect(contrast).toBeGreaterThanOrEqual(1.5);
  });
});
