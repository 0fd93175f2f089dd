import { type Context } from './context.ts';

/** Shows a progress bar on a terminal; silent anywhere else. */
export function startProgress(
  { interactive }: Pick<Context, 'interactive'>,
  what: string,
  stream: NodeJS.WritableStream = process.stderr,
): { advance(done: number, of: number): void; end(): void } {
  const width = 24;
  let shown = -1;
  return {
    advance(done, of) {
      const share = of === 0 ? 1 : done / of;
      const percent = Math.floor(share * 100);
      // A terminal is slower than the work, so it is written to once per percent.
      if (!interactive || percent === shown) return;
      shown = percent;
      const full = Math.round(share * width);
      const bar = '█'.repeat(full) + '░'.repeat(width - full);
      stream.write(`\r${what} ${bar} ${String(percent).padStart(3)} % (${done}/${of})`);
    },
    end() {
      if (shown >= 0) stream.write('\r\u001b[2K');
    },
  };
}
