import { compareSpecs } from './compare.mjs';

const results = (statuses: Readonly<Record<string, string>>, name = '/build/test/one.spec.ts') => ({
  testResults: [{ name, assertionResults: Object.entries(statuses).map(([fullName, status]) => ({ fullName, status, failureMessages: status === 'failed' ? ['Error: column "kind" does not exist\n    at query'] : [] })) }],
});
const before = results({ 'sells': 'passed', 'flaky': 'failed', 'left out': 'pending', 'points conforms has entities that equal its tables': 'passed' });

it('is content when everything that passed still does', () => {
  expect(compareSpecs(before, results({ 'sells': 'passed', 'flaky': 'failed', 'points conforms has entities that equal its tables': 'passed' }), '/build')).toEqual({
    isSame: true,
    lines: ['2 of its specs pass on its own schema; 2 of them on this build\'s', '  failed on its own schema already: test/one.spec.ts: flaky'],
  });
});

it('lets a build be wrong about its own schema, to which a later one adds', () => {
  const { isSame, lines } = compareSpecs(before, results({ 'sells': 'passed', 'points conforms has entities that equal its tables': 'failed' }), '/build');
  expect(isSame).toBe(true);
  expect(lines).toContain('  is about its own schema: test/one.spec.ts: points conforms has entities that equal its tables');
});

it('names what no longer passes, and why', () => {
  const { isSame, lines } = compareSpecs(before, results({ sells: 'failed' }), '/build');
  expect(isSame).toBe(false);
  expect(lines).toContain('  BROKEN test/one.spec.ts: sells\n    Error: column "kind" does not exist\n        at query');
});

it.each([
  ['what did not run at all', before, { testResults: [{ name: '/build/test/one.spec.ts', message: 'no template', assertionResults: [] }] }],
  ['that nothing has passed before', results({ sells: 'failed' }), results({ sells: 'failed' })],
])('counts as broken %s', (_, old, now) => expect(compareSpecs(old, now, '/build').isSame).toBe(false));
