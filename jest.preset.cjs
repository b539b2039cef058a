/** What every spec needs: as it is published for plugins outside, but for our own packages, which come from source. */
const published = require('./libs/testing/jest/jest-preset.cjs');

module.exports = {
  ...published,
  testEnvironmentOptions: { customExportConditions: ['@regulars/source', 'node', 'require', 'default'] },
};
