import { describe, expect, it } from 'vitest';
import { Failure } from './context.ts';
import { readPort } from './options.ts';
import { requireWholeNumber } from './whole-number.ts';

function refuse(action: () => unknown): [message: string, next: string | undefined] {
  try {
    action();
  } catch (error) {
    if (error instanceof Failure) return [error.message, error.next];
    throw error;
  }
  throw new Error('nothing was refused');
}

const others = ['many', '1.5', '-1', '1e3', '0x10', ' 12', '', '99999999999999999999'];

describe('requireWholeNumber', () => {
  it.each(['1', '12', '007', '9007199254740991'])('reads %j', (text) => {
    expect(requireWholeNumber('--limit', text)).toBe(Number(text));
  });

  it.each(['0', ...others])('rejects %j', (text) => {
    expect(refuse(() => requireWholeNumber('--limit', text))).toEqual([
      `Cannot read \`${text}\` as a whole number above 0.`,
      'Write it like this: --limit 12',
    ]);
  });

  it('names an option that is missing or has no value', () => {
    for (const value of [undefined, true]) {
      expect(refuse(() => requireWholeNumber('--pull', value))[0]).toBe('--pull needs a number.');
    }
  });
});

describe('readPort', () => {
  it.each(['0', '4321', '65535'])('reads %j', (text) => {
    expect(readPort(text)).toBe(Number(text));
  });

  it.each(['65536', ...others])('rejects %j', (text) => {
    expect(refuse(() => readPort(text))).toEqual([
      `Cannot read \`${text}\` as a port.`,
      'Write --port with a number from 0 to 65535; 0 chooses a free port.',
    ]);
  });
});
