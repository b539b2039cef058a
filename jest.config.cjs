/** One configuration for every spec of the workspace: all of them run from source against a real PostgreSQL. */
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const preset = require('./jest.preset.cjs');
const { workers } = require('./tools/test/database.cjs');

const folders = ['libs', 'plugins', 'apps', 'test', 'tools'];

module.exports = {
  ...preset,
  rootDir: __dirname,
  roots: folders.map((folder) => join(__dirname, folder)).filter((folder) => existsSync(folder)),
  testMatch: ['**/*.spec.ts'],
  // A stranger's plugin, whose specs run where a stranger has them: test/outside/main.mjs.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/outside/thank-you/'],
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/.data/', '<rootDir>/.nx/'],
  globalSetup: '<rootDir>/tools/test/start-database.mjs',
  globalTeardown: '<rootDir>/tools/test/stop-database.mjs',
  setupFiles: ['<rootDir>/tools/test/use-database.cjs', '<rootDir>/tools/test/use-seed.cjs'],
  maxWorkers: workers(),
  testSequencer: '<rootDir>/tools/test/longest-first.cjs',
  testTimeout: 20_000,
};
