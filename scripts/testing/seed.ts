/** Seeds the random cases of tests, so that every run uses the same ones. */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['SITREP_SEED'] ?? 20260114) });
