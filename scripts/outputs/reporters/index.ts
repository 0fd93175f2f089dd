/** The formats in which findings are printed. */
import { github } from './github.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import type { Reporter } from './reporter.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

/** All output formats of findings, by name. */
export const reporters: readonly Reporter[] = [text, json, github, sarif, junit];
