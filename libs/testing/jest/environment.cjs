/**
 * The environment of a spec file. Jest gives each a registry of modules of its own, and so has V8 parse the same two
 * thousand files again for every one: here what it made of a file the first time is handed back to it.
 */
const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

const { compileFunction } = vm;
/** By the name of the file. @type {Map<string, { source: string, code: Buffer | undefined }>} */
const compiled = new Map();

/** @type {typeof compileFunction} */
vm.compileFunction = (source, parameters, options = {}) => {
  const known = compiled.get(options.filename ?? '');
  if (known?.source === source) return compileFunction(source, parameters, { ...options, cachedData: known.code });
  const made = compileFunction(source, parameters, { ...options, produceCachedData: true });
  if (options.filename) compiled.set(options.filename, { source, code: made.cachedData });
  return made;
};

module.exports = class extends TestEnvironment {
  /** @param {ConstructorParameters<typeof TestEnvironment>} given */
  constructor(...given) {
    super(...given);
    // As `npm start` does; else GraphQL looks twice at whatever is not of the kind it asks for.
    this.global.process.env.NODE_ENV = 'production';
  }
};
