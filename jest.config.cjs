/** One configuration for every spec of the workspace: all of them run from source against a real PostgreSQL. */
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const preset = require('./jest.preset.cjs');

const folders = ['libs', 'plugins', 'apps', 'test', 'tools'];

module.exports = {
  ...preset,
  rootDir: __dirname,
  roots: folders.map((folder) => join(__dirname, folder)).filter((folder) => existsSync(folder)),
  // A stranger's plugin, whose specs run where a stranger has them: test/outside/main.mjs.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/outside/thank-you/'],
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/.data/', '<rootDir>/.nx/'],
  setupFiles: [...preset.setupFiles, '<rootDir>/tools/test/use-seed.cjs'],
  testSequencer: '<rootDir>/tools/test/longest-first.cjs',
};
