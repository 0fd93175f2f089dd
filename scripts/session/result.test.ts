import { describe, expect, it } from 'vitest';
import { renderResult } from './result.ts';

describe('renderResult', () => {
  const hostile = { data: { title: '##[error]' }, text: '::error::x' };

  it('ends the text with a line feed, and prints nothing for an empty one', () => {
    expect(renderResult({ data: {}, text: 'one\ntwo' }, false)).toBe('one\ntwo\n');
    expect(renderResult({ data: {}, text: () => '' }, false)).toBe('');
  });

  it('prints the data as one indented document, and nothing if it was announced', () => {
    expect(renderResult({ data: () => ({ a: 1 }), text: '' }, true)).toBe('{\n  "a": 1\n}\n');
    expect(renderResult({ data: undefined, text: 'listening' }, true)).toBe('');
  });

  it('computes only what is printed', () => {
    const fail = (): never => {
      throw new Error('computed');
    };
    expect(renderResult({ data: fail, text: 'x' }, false)).toBe('x\n');
    expect(renderResult({ data: {}, text: fail }, true)).toBe('{}\n');
  });

  it('disarms text for the runner unless it is Sitrep’s own commands', () => {
    expect(renderResult(hostile, false)).toBe(': :error::x\n');
    expect(renderResult(hostile, true)).not.toContain('##[');
    expect(renderResult({ ...hostile, isForRunner: true }, false)).toBe('::error::x\n');
  });
});
