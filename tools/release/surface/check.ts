import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCEPTED, RELEASED, SURFACE } from '../released.cjs';
import { apiReport } from './api';
import { brokenApi } from './compare-api';
import { brokenEvents } from './compare-events';
import { brokenSdl } from './compare-sdl';
import { type ReleasedPackage, releasedPackages } from './packages';
import { isBreakingStep, plannedMajors } from './plans';

/** Beside its manifest: what may be imported from a package. */
export const API_FILE = 'api.txt';

/** What a package offered when its last version went out, by file name. */
export interface Released {
  readonly version: string;
  readonly files: Readonly<Record<string, string>>;
}

export function surfaceIn(folder: string): Readonly<Record<string, string>> {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => SURFACE.test(name)) : [];
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** By package: the line, and why it breaks nobody. */
export type Accepted = Readonly<Record<string, Readonly<Record<string, string>>>>;

function releasedOf(root: string, { name, folder }: ReleasedPackage): Released | undefined {
  const versions = JSON.parse(readFileSync(join(root, RELEASED, 'versions.json'), 'utf8')) as Readonly<Record<string, string>>;
  const version = versions[name];
  return version === undefined ? undefined : { version, files: surfaceIn(join(root, RELEASED, folder)) };
}

/** What somebody who uses the released version would miss in the present one. */
export function broken(released: Released['files'], present: Released['files']): string[] {
  return Object.entries(released).flatMap(([file, before]) => {
    const now = present[file] ?? '';
    if (file === API_FILE) return brokenApi(before, now);
    return (file.endsWith('.json') ? brokenEvents(before, now) : brokenSdl(before, now)).map((problem) => `${file}: ${problem}`);
  });
}

export interface Findings {
  readonly checked: number;
  readonly problems: readonly string[];
  readonly written: readonly string[];
}

/** Whether the committed reports are what is exported (a package just begun has none), and whatever breaks others is planned as a major version. */
export function checkSurface(root: string, write: boolean): Findings {
  const packages = releasedPackages(root);
  const majors = plannedMajors(root);
  const accepted = JSON.parse(readFileSync(join(root, ACCEPTED), 'utf8')) as Accepted;
  const problems: string[] = [];
  const written: string[] = [];
  for (const one of packages) {
    const path = join(one.folder, API_FILE);
    const report = apiReport(root, one);
    const committed = surfaceIn(join(root, one.folder))[API_FILE];
    const released = releasedOf(root, one);
    if (write && committed !== report) {
      writeFileSync(join(root, path), report);
      written.push(path);
    } else if (committed !== report && (committed !== undefined || released)) problems.push(`${path} is not what the package exports: run node tools/release/surface.mjs --write, and look at what changes`);
    problems.push(...unplanned(one, released, { ...surfaceIn(join(root, one.folder)), [API_FILE]: report }, { majors, accepted: accepted[one.name] ?? {} }));
  }
  return { checked: packages.length, problems, written };
}

export interface Plans {
  /** Packages whose next version is planned as a major one. */
  readonly majors: ReadonlySet<string>;
  /** Of this package. */
  readonly accepted: Readonly<Record<string, string>>;
}

/** What breaks those who use a package, and no plan says so; nothing of one that was never released. */
export function unplanned({ name, version }: Pick<ReleasedPackage, 'name' | 'version'>, released: Released | undefined, present: Released['files'], { majors, accepted }: Plans): string[] {
  if (!released || majors.has(name) || isBreakingStep(released.version, version)) return [];
  const all = broken(released.files, present);
  const problems = [...all.filter((problem) => !(problem in accepted)), ...Object.keys(accepted).filter((line) => !all.includes(line)).map((line) => `${ACCEPTED} accepts what is not so: ${line}`)];
  if (problems.length === 0) return [];
  return [
    `${name} breaks who uses ${released.version}, and no version plan says so (npx nx release plan major --only-touched=false --projects=${name}):`,
    ...problems.map((problem) => `  ${problem}`),
  ];
}
