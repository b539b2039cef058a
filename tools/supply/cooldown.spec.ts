import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findProjects } from '../boundaries/workspace.mjs';
import { coolingProblems, type Reviewed, take, unreviewed } from './cooldown.mjs';

const root = resolve(__dirname, '../..');
const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const { packages } = read('package-lock.json');
const reviewed: Reviewed = read('tools/supply/reviewed.json');

const withNew = { ...packages, 'node_modules/pg': { ...packages['node_modules/pg'], version: '8.99.0' } };
const now = new Date('2026-12-08T12:00:00Z');
const asked: string[] = [];
const publishedAt = (at: string) => (name: string, version: string): string => {
  asked.push(`${name}@${version}`);
  return at;
};

describe('a version that has just come out', () => {
  beforeEach(() => void (asked.length = 0));

  it('is not in the lockfile', () => {
    expect(reviewed.baseline.packages.length + Object.keys(reviewed.taken).length).toBeGreaterThan(500);
    expect(coolingProblems(packages, reviewed)).toEqual([]);
  });

  it('is told of until somebody has asked for its age, and so is what it replaced', () => {
    expect(unreviewed(withNew, reviewed)).toEqual(['pg@8.99.0']);
    expect(coolingProblems(withNew, reviewed)).toEqual([
      'pg@8.99.0: is new; node tools/supply/take.mjs asks when it came out',
      'pg@8.23.1: is not in the lockfile any more; node tools/supply/take.mjs takes it off the list',
    ]);
  });

  it('is taken a week later; only what is new is asked for', async () => {
    const { reviewed: record, tooYoung } = await take(withNew, reviewed, { publishedAt: publishedAt('2026-12-01T12:00:00Z'), now });
    expect([asked, tooYoung, record.taken['pg@8.99.0']]).toEqual([['pg@8.99.0'], [], { published: '2026-12-01T12:00:00Z', taken: '2026-12-08T12:00:00.000Z' }]);
    expect(coolingProblems(withNew, record)).toEqual([]);
  });

  it.each(['2026-12-01T12:00:01Z', '2026-12-09T00:00:00Z', 'never'])('is not taken before that: %s', async (published) => {
    const { reviewed: record, tooYoung } = await take(withNew, reviewed, { publishedAt: publishedAt(published), now });
    expect(tooYoung).toEqual([`pg@8.99.0: came out ${published}`]);
    expect(coolingProblems(withNew, record)).toEqual(['pg@8.99.0: is new; node tools/supply/take.mjs asks when it came out']);
    // Nor when it was written into the record by hand.
    const forged = { ...record, taken: { ...record.taken, 'pg@8.99.0': { published, taken: now.toISOString() } } };
    expect(coolingProblems(withNew, forged)).toEqual([`pg@8.99.0: came out ${published}, and was taken ${now.toISOString()}`]);
  });

  it('is taken at once when somebody says why it cannot wait', async () => {
    const urgent = 'CVE-2026-1, which we are open to';
    const { reviewed: record, tooYoung } = await take(withNew, reviewed, { publishedAt: publishedAt('2026-12-08T11:00:00Z'), now, urgent });
    expect([tooYoung, record.taken['pg@8.99.0']?.urgent, coolingProblems(withNew, record)]).toEqual([[], urgent, []]);
    expect((await take(withNew, reviewed, { publishedAt: publishedAt('2026-12-08T11:00:00Z'), now, urgent: 'now' })).tooYoung).toHaveLength(1);
  });
});

it('every package that is published says where it was built', () => {
  const manifests = findProjects(root).map(({ manifest }) => manifest).filter((manifest) => !manifest.private);
  expect(manifests.length).toBeGreaterThan(8);
  const silent = manifests.filter(({ publishConfig }) => publishConfig?.provenance !== true || publishConfig.access !== 'public').map(({ name }) => name);
  expect(silent).toEqual([]);
  expect(read('tools/create-plugin/template/package.json.tpl').publishConfig).toEqual({ access: 'public', provenance: true });
});
