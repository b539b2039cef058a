import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diff, valid } from 'semver';

/** Where `nx release plan` puts what is to be released. */
const FOLDER = '.nx/version-plans';

const LINE = /^\s*['"]?(@?[\w./-]+)['"]?\s*:\s*['"]?([\w!]+)['"]?\s*$/;
const MAJOR = new Set(['major', 'feat!', 'fix!', 'premajor']);

/** Packages of which some plan says that their next version breaks something. */
export function plannedMajors(root: string): ReadonlySet<string> {
  const folder = join(root, FOLDER);
  const plans = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.md')) : [];
  return new Set(plans.flatMap((name) => majorsIn(readFileSync(join(folder, name), 'utf8'))));
}

/** @param plan a text behind front matter, which names packages and how they are raised */
export function majorsIn(plan: string): string[] {
  const [, front = ''] = /^---\r?\n([^]*?)\r?\n---/.exec(plan) ?? [];
  return front.split(/\r?\n/).flatMap((line) => {
    const [, name, bump = ''] = LINE.exec(line) ?? [];
    return name !== undefined && MAJOR.has(bump) ? [name] : [];
  });
}

/** Whether a version says of itself that it breaks what worked with an earlier one: below 1.0.0 the second number does. */
export function isBreakingStep(from: string, to: string): boolean {
  if (valid(from) === null || valid(to) === null) return false;
  const step = diff(from, to);
  return step === 'major' || (from.startsWith('0.') && step === 'minor');
}
