// Strict where it saves us (promises, floats, clocks), silent about taste. Type-aware through one program for the whole
// workspace: the forgotten `await` is the mistake a transactional server can least afford.
import tseslint from 'typescript-eslint';

const sources = ['libs/*/src/**/*.ts', 'plugins/*/src/**/*.ts', 'apps/*/src/**/*.ts'];
const specs = ['**/*.spec.ts', '**/test/**/*.ts'];

const noClock = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: "Time comes from the brand's clock: use ctx.now.",
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: "Time comes from the brand's clock: use ctx.now.",
  },
  { selector: "CallExpression[callee.name='Date']", message: "Time comes from the brand's clock: use ctx.now." },
];
const noFloat = [
  { selector: "CallExpression[callee.name='parseFloat']", message: 'Money and points are never floats: use parseDecimal of the SDK.' },
  {
    selector: "CallExpression[callee.object.name='Number'][callee.property.name='parseFloat']",
    message: 'Money and points are never floats: use parseDecimal of the SDK.',
  },
  {
    selector: "CallExpression[callee.property.name='toFixed']",
    message: 'toFixed rounds binary floats: use bigint minor units and formatDecimal of the SDK.',
  },
];

const domain = ['libs/*/src/domain/**/*.ts', 'plugins/*/src/domain/**/*.ts'];
const exact = ['libs/points', 'libs/order', 'libs/tier', 'plugins/stamp-card', 'plugins/gift-coupon', 'plugins/survey', 'plugins/referral'];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/dist-graphiql/**', '**/node_modules/**', '**/coverage/**', '.data/**', '.nx/**', '**/*.cjs'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strict],
    languageOptions: { parserOptions: { project: 'tools/tsconfig.lint.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      'eqeqeq': ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-param-reassign': 'error',
      'no-implicit-coercion': ['error', { boolean: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // Modules, resolvers and errors are classes without members or with static ones only, on purpose.
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-array-sort-compare': ['error', { ignoreStringArrays: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: sources,
    ignores: specs,
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: domain, ignores: specs, rules: { 'no-restricted-syntax': ['error', ...noClock] } },
  // A later entry replaces the same rule of an earlier one, so both lists are spelled out where both hold.
  {
    files: exact.map((folder) => `${folder}/src/**/*.ts`),
    ignores: [...specs, ...exact.map((folder) => `${folder}/src/domain/**`)],
    rules: { 'no-restricted-syntax': ['error', ...noFloat] },
  },
  {
    files: exact.map((folder) => `${folder}/src/domain/**/*.ts`),
    ignores: specs,
    rules: { 'no-restricted-syntax': ['error', ...noClock, ...noFloat] },
  },
  {
    files: specs,
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    rules: { 'eqeqeq': ['error', 'always', { null: 'ignore' }], 'no-var': 'error', 'prefer-const': 'error' },
  },
);
