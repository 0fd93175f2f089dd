/** Compiles the pages for the packed package: part of `npm pack`. */
import { join } from 'node:path';
import { packageRoot } from '../scripts/edges/disk/package.ts';
import { compilePages, packed } from './compile.ts';

await compilePages(join(packageRoot, packed));
