/** Loaded before a measured program: writes its largest resident size, in kilobytes, when it ends. */
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const file = process.env['SITREP_PEAK'];
  if (file !== undefined) writeFileSync(file, String(process.resourceUsage().maxRSS));
});
