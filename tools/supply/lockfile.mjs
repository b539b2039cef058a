// @ts-check
/** What is installed is what was reviewed: rules for package-lock.json and for what the manifests ask for. */

/**
 * @typedef {{ version?: string, resolved?: string, integrity?: string, link?: boolean, name?: string, dev?: boolean, license?: string, hasInstallScript?: boolean, inBundle?: boolean }} Entry
 * @typedef {Record<string, Entry>} Packages
 * @typedef {{ name?: string, dependencies?: Record<string, string>, devDependencies?: Record<string, string>, optionalDependencies?: Record<string, string>, overrides?: Record<string, unknown> }} Manifest
 */

const REGISTRY = 'https://registry.npmjs.org/';
const SHA512 = /^sha512-[A-Za-z0-9+/]{86}==$/;
const EXACT = /^\d{1,9}\.\d{1,9}\.\d{1,9}(-[0-9A-Za-z.-]{1,40})?$/;

/** Packages that others want in an older version besides the newest, under another name. */
const ALIASES = new Map([
  ['@jest/react-is-18', 'react-is'], ['@jest/react-is-19', 'react-is'],
  ['string-width-cjs', 'string-width'], ['strip-ansi-cjs', 'strip-ansi'], ['wrap-ansi-cjs', 'wrap-ansi'],
]);

/** Under which production dependencies may be licensed: none of them asks more of whoever ships Regulars than a notice. */
const LICENCES = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0', 'Python-2.0', 'CC0-1.0', 'Unlicense', 'MIT-0']);

/** Packages under other terms, which ask of whoever ships them unchanged no more than that either. */
const LOOKED_AT = new Map([
  // Its own files only: changed ones would have to be published, and we change none.
  ['web-push', 'MPL-2.0'],
  // Data about browsers, with its authors named.
  ['caniuse-lite', 'CC-BY-4.0'],
  ['slick', 'MIT (http://mootools.net/license.txt)'],
]);

/** Entries that come from a registry: not the workspace's own packages. @param {Packages} packages */
const fetched = (packages) => Object.entries(packages).filter(([path, entry]) => path.includes('node_modules/') && !entry.link);

/** @param {string} path */
const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Each by its name and version, from the registry, with the digest of its content. @param {Packages} packages */
export function sourceProblems(packages) {
  return fetched(packages).flatMap(([path, { version, resolved, integrity, name }]) => [
    ...(SHA512.test(integrity ?? '') ? [] : [`${path}: no SHA-512 of its content`]),
    ...(EXACT.test(version ?? '') ? [] : [`${path}: no version`]),
    // The registry's address is left out (.npmrc); whatever stands there instead would be fetched.
    ...(resolved === undefined || resolved.startsWith(REGISTRY) ? [] : [`${path}: comes from ${resolved}`]),
    ...(name === undefined || ALIASES.get(nameOf(path)) === name ? [] : [`${path}: is ${name} under another name`]),
  ]);
}

/** What npm installed has the digests of the lockfile. @param {Packages} wanted @param {Packages} installed */
export function installedProblems(wanted, installed) {
  return fetched(installed).flatMap(([path, { version, integrity }]) => {
    const entry = wanted[path];
    if (!entry) return [`${path}: is installed, and not in the lockfile`];
    return entry.version === version && entry.integrity === integrity ? [] : [`${path}: is not what the lockfile says`];
  });
}

/** @param {Packages} packages @returns {string[]} packages that would run something when they are installed */
export const installScripts = (packages) => fetched(packages).filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path));

/** Everything that is installed, by the name it was published under. @param {Packages} packages @returns {string[]} `name@version` */
export const installedPackages = (packages) => fetched(packages).map(([path, { name, version }]) => `${name ?? nameOf(path)}@${version}`);

/** What an installation runs, not what only builds and tests it. @param {Packages} packages */
const production = (packages) => fetched(packages).filter(([, { dev }]) => !dev);

/** By the name it was published under. @param {Packages} packages @returns {string[]} `name@version` */
export const shippedPackages = (packages) => production(packages).map(([path, { name, version }]) => `${name ?? nameOf(path)}@${version}`);

/** @param {Packages} packages */
export function licenceProblems(packages) {
  return production(packages).flatMap(([path, { license }]) => (isAllowed(license ?? '') || LOOKED_AT.get(nameOf(path)) === license ? [] : [`${path}: licensed under ${license ?? 'nothing'}`]));
}

/** Of an SPDX expression without nesting. @param {string} expression */
function isAllowed(expression) {
  const terms = expression.replaceAll('(', '').replaceAll(')', '');
  return terms.split(' OR ').some((option) => option.split(' AND ').every((licence) => LICENCES.has(licence)));
}

/** @param {Manifest} manifest */
export function rangeProblems({ name, dependencies, devDependencies, optionalDependencies, overrides }) {
  return [dependencies, devDependencies, optionalDependencies, overrides].flatMap((wanted) => unpinned(wanted ?? {})).map((problem) => `${name}: ${problem}`);
}

/** @param {Record<string, unknown>} wanted @returns {string[]} */
const unpinned = (wanted) => Object.entries(wanted).flatMap(([name, version]) => {
  if (version !== null && typeof version === 'object') return unpinned(/** @type {Record<string, unknown>} */ (version));
  const text = String(version);
  return EXACT.test(text) || text.startsWith('$') ? [] : [`${name} is asked for as ${text}`];
});
