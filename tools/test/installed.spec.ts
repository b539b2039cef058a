import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstalled } from './installed.mjs';

const wanted = {
  '': { version: '0.0.0' },
  'libs/member': { version: '1.0.0' },
  'node_modules/@regulars/member': { link: true },
  'node_modules/pg': { version: '8.1.0' },
  'node_modules/only-on-mac': { version: '1.0.0', optional: true },
};
const present = { 'libs/member': { version: '1.0.0' }, 'node_modules/@regulars/member': { link: true } };

it.each([
  ['holds every package', { ...present, 'node_modules/pg': { version: '8.1.0' } }, true],
  ['lacks a package', present, false],
  ['holds another version', { ...present, 'node_modules/pg': { version: '8.0.0' } }, false],
  ['lacks the link to a workspace package', { 'node_modules/pg': { version: '8.1.0' } }, false],
  ['is not there', undefined, false],
])('when node_modules %s: %#', (_what, packages, installed) => {
  const root = mkdtempSync(join(tmpdir(), 'regulars-installed-'));
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  if (packages) writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
  expect(isInstalled(root)).toBe(installed);
  rmSync(root, { recursive: true });
});
