// SPDX-License-Identifier: MIT
// Bundles TypeScript for Node, which does not read it, and runs it:
//   run.mjs               the unit tests, by Node's own test runner
//   run.mjs browser       the tests in Chromium
//   run.mjs FILE.ts ARGS  one program
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
// Within the folder of the packages, so that those which are not bundled are found.
const out = mkdtempSync(join(here, '../node_modules/.tests-'));

function tests(wanted) {
  return readdirSync(here, { recursive: true })
    .filter((name) => name.endsWith('.test.ts') && name.startsWith('browser') === wanted)
    .map((name) => join(here, name));
}

const [what, ...rest] = process.argv.slice(2);
const program = what?.endsWith('.ts') ? resolve(what) : null;
const entries = program === null ? tests(what === 'browser') : [program];

try {
  await build({
    entryPoints: entries,
    outdir: out,
    outbase: here,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
  });
  const built = entries.map((name) => join(out, relative(here, name).replace(/\.ts$/, '.mjs')));
  const args = program === null ? ['--test', ...built] : [...built, ...rest];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
