// @ts-check
/**
 * How a worker whose spec files all run in one context loads modules. Jest compiles each with `vm.compileFunction`: what
 * that made of a file of the workspace is called anew for every spec file, and packages are loaded once for all.
 */
const vm = require('node:vm');

/** Stands for the context that everything runs in: it has no handle of its own. */
const HERE = {};

const { dependencies, devDependencies } = require('../../package.json');
const PACKAGES = Object.keys({ ...dependencies, ...devDependencies });

/** A file of what the workspace asks for by name, but for Jest: that keeps in its modules what it knows of one spec file. @param {string} file */
function isPackage(file) {
  const [, path] = file.replaceAll('\\', '/').split('/node_modules/');
  return path !== undefined && PACKAGES.some((name) => name !== 'jest' && path.startsWith(`${name}/`));
}

const { compileFunction } = vm;

/** Calls Node's own `require`. @param {string} file @returns {ReturnType<typeof compileFunction>} */
const loadOnce = (file) => (/** @type {NodeJS.Module} */ module) => void (module.exports = require(file));

/** By the name of the file. @type {Map<string, { source: string, made: ReturnType<typeof compileFunction> }>} */
const compiled = new Map();

/** @type {typeof compileFunction} */
vm.compileFunction = (source, parameters, options = {}) => {
  const { parsingContext, ...others } = options;
  if (parsingContext !== HERE) return compileFunction(source, parameters, options);
  const { filename: file = '' } = others;
  if (isPackage(file)) return loadOnce(file);
  const known = compiled.get(file);
  if (known?.source === source) return known.made;
  const made = compileFunction(source, parameters, others);
  compiled.set(file, { source, made });
  return made;
};

module.exports = { HERE };
