/** What every spec needs: TypeScript straight from source, with the metadata decorators rely on. */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const swcOptions = JSON.parse(readFileSync(join(__dirname, '.swcrc'), 'utf8'));

/** Packages published as ES modules only, which Jest cannot require on Node 20 unless they are transformed. */
const esModuleOnly = ['uuid', 'jose', '@scure/base', '@noble/hashes'];

module.exports = {
  testEnvironment: join(__dirname, 'tools/test/environment.cjs'),
  testEnvironmentOptions: { customExportConditions: ['@regulars/source', 'node', 'require', 'default'] },
  transform: { '^.+\\.m?[tj]sx?$': ['@swc/jest', { ...swcOptions, swcrc: false, sourceMaps: 'inline' }] },
  transformIgnorePatterns: [`/node_modules/(?!(${esModuleOnly.join('|')})/)`],
};
