import { expect, test } from 'vitest';
import { readStandardInput } from './source.ts';

const bounds = { bytes: 1024 * 1024, redirects: 0, milliseconds: 1000 };

test('standard input is read in parts that may split a character', async () => {
  const bytes = Buffer.from('{"title": "Störung"}');
  const source = await readStandardInput([bytes.subarray(0, 14), bytes.subarray(14)], bounds);
  expect(source).toEqual({ name: 'standard input', text: '{"title": "Störung"}' });
});

test('standard input larger than the maximum fails, and the rest is not read', async () => {
  let chunks = 0;
  function* sendForever(): Generator<Uint8Array> {
    for (;;) {
      chunks++;
      yield Buffer.alloc(400 * 1024, 'x');
    }
  }
  await expect(readStandardInput(sendForever(), bounds)).rejects.toMatchObject({
    message: 'standard input is larger than 1 MB.',
    next: 'Split it into parts.',
  });
  expect(chunks).toBe(3);
});
