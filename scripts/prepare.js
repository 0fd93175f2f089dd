// Builds `dist/` where npm makes a package of a clone: it then runs `prepare`, and not `prepack`. It also
// runs `prepare` after each install in a checkout, where the command runs from source: nothing is built there.
import { execSync } from 'node:child_process';

const isCheckout = process.env['INIT_CWD'] === process.cwd();
if (!isCheckout) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 12)) {
    process.stderr.write(
      `sitrep: to install it from Git needs Node.js 22.12 or newer; this is ${process.versions.node}.\n` +
        '  Install it with a newer one, which stays out of the project:\n' +
        '  npx --yes -p node@24 npm install …\n',
    );
    process.exitCode = 1;
  } else {
    execSync('npm run prepack', { stdio: 'inherit' });
  }
}
