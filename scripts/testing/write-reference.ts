/**
 * Writes the handbook's reference of commands from the commands themselves: `npm run reference`.
 * A test holds the page to them.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../edges/disk/package.ts';
import { loadCommands } from '../commands/index.ts';
import { formatReference } from './reference.ts';

writeFileSync(
  join(packageRoot, 'site/handbook/commands.md'),
  await formatReference(await loadCommands()),
);
