/** Writes the generated part of `.github/ARCHITECTURE.md`: run by `npm run architecture`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { architecturePath, renderArchitecture } from './architecture.ts';

writeFileSync(architecturePath, await renderArchitecture(readFileSync(architecturePath, 'utf8')));
