/**
 * `preset: '@regulars/testing'`, in this repository and outside: TypeScript straight from source, with the metadata that
 * decorators rely on, and a PostgreSQL for the specs (start-database.mjs).
 */
const { workers } = require('./database.cjs');

/** As .swcrc says it to everything else that runs from source. */
const swcOptions = {
  swcrc: false,
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};

/** Packages published as ES modules only, which Jest cannot require on Node 20 unless they are transformed. */
const esModuleOnly = ['uuid', 'jose', '@scure/base', '@noble/hashes'];

module.exports = {
  testMatch: ['**/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  testEnvironment: require.resolve('./environment.cjs'),
  transform: { '^.+\\.m?[tj]sx?$': [require.resolve('@swc/jest'), swcOptions] },
  transformIgnorePatterns: [`/node_modules/(?!(.*/node_modules/)?(${esModuleOnly.join('|')})/)`],
  globalSetup: require.resolve('./start-database.mjs'),
  globalTeardown: require.resolve('./stop-database.mjs'),
  setupFiles: [require.resolve('./use-database.cjs')],
  maxWorkers: workers(),
  testTimeout: 20_000,
};
