/** What every spec needs: as it is published for plugins outside, but for our own packages, which come from source, and one context for all files. */
const { join } = require('node:path');
const published = require('./libs/testing/jest/jest-preset.cjs');

module.exports = {
  ...published,
  testEnvironment: join(__dirname, 'tools/test/environment.cjs'),
  testEnvironmentOptions: { customExportConditions: ['@regulars/source', 'node', 'require', 'default'] },
};
