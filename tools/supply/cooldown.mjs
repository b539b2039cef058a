// @ts-check
/**
 * A version that has just come out is not taken: most of those that somebody slipped something into are found out and
 * withdrawn within days. `reviewed.json` says of every package of the lockfile when it came out and when it was taken;
 * `take.mjs` writes it, and is the only one to ask a registry.
 */
import { installedPackages } from './lockfile.mjs';

/**
 * @typedef {{ published: string, taken: string, urgent?: string }} Taken dates, and why it could not wait
 * @typedef {{ baseline: { on: string, packages: string[] }, taken: Record<string, Taken> }} Reviewed
 *   `baseline`: what was in use when this began, before any of it was asked for its date
 */

/** How old a version is to be. */
export const COOLING_DAYS = 7;
const DAY = 86_400_000;

/** @param {Taken} taken */
const ageOf = ({ published, taken }) => (Date.parse(taken) - Date.parse(published)) / DAY;

/** Is not old enough (nor has dates), and nobody said why it could not wait. @param {Taken} taken */
export const isTooYoung = (taken) => !(ageOf(taken) >= COOLING_DAYS || (ageOf(taken) >= 0 && (taken.urgent ?? '').trim().length >= 20));

/** @param {import('./lockfile.mjs').Packages} packages @param {Reviewed} reviewed @returns {string[]} of the lockfile, and nothing is said of when they came out */
export function unreviewed(packages, { baseline, taken }) {
  const known = new Set([...baseline.packages, ...Object.keys(taken)]);
  return [...new Set(installedPackages(packages))].filter((name) => !known.has(name)).sort();
}

/** @param {import('./lockfile.mjs').Packages} packages @param {Reviewed} reviewed */
export function coolingProblems(packages, reviewed) {
  const locked = new Set(installedPackages(packages));
  const { baseline, taken } = reviewed;
  return [
    ...unreviewed(packages, reviewed).map((name) => `${name}: is new; node tools/supply/take.mjs asks when it came out`),
    ...Object.entries(taken).filter(([, each]) => isTooYoung(each)).map(([name, { published, taken: on }]) => `${name}: came out ${published}, and was taken ${on}`),
    ...[...baseline.packages, ...Object.keys(taken)].filter((name) => !locked.has(name)).map((name) => `${name}: is not in the lockfile any more; node tools/supply/take.mjs takes it off the list`),
  ];
}

/**
 * The record as the lockfile now wants it, with what is left out for being too young.
 *
 * @param {import('./lockfile.mjs').Packages} packages
 * @param {Reviewed} reviewed
 * @param {{ publishedAt: (name: string, version: string) => string | Promise<string>, now: Date, urgent?: string }} options `publishedAt` asks the registry, of new packages only
 * @returns {Promise<{ reviewed: Reviewed, tooYoung: string[] }>}
 */
export async function take(packages, reviewed, { publishedAt, now, urgent }) {
  const locked = new Set(installedPackages(packages));
  const taken = Object.fromEntries(Object.entries(reviewed.taken).filter(([name]) => locked.has(name)));
  const baseline = { ...reviewed.baseline, packages: reviewed.baseline.packages.filter((name) => locked.has(name)) };
  /** @type {string[]} */
  const tooYoung = [];
  for (const name of unreviewed(packages, reviewed)) {
    const at = name.lastIndexOf('@');
    const each = { published: await publishedAt(name.slice(0, at), name.slice(at + 1)), taken: now.toISOString(), ...(urgent ? { urgent } : {}) };
    if (isTooYoung(each)) tooYoung.push(`${name}: came out ${each.published}`);
    else taken[name] = each;
  }
  return { reviewed: { baseline, taken: Object.fromEntries(Object.entries(taken).sort(([a], [b]) => (a < b ? -1 : 1))) }, tooYoung };
}
