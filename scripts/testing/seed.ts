/** For tests: what is drawn at random is the same in each run, so that it is the commit that passes, and not its luck. */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['SITREP_SEED'] ?? 20260114) });
