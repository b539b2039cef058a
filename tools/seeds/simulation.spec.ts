import { firstSeed, seedsOf } from '@regulars/testing';
import { runSeeds } from './runs';
import { type Fault, simulate } from './simulation';

/** `npm run test:seeds` is the long form. */
const COMMANDS = 30;
const hashOf = (seed: number, fault?: Fault): string => simulate(seed, { commands: COMMANDS, fault }).hash;

// It works all the time, and nothing of it waits: how long it takes is up to what else the machine does.
jest.setTimeout(60_000);

describe('histories of a seed', () => {
  it('leave the books in order, whatever was cut, came late or twice; and go the same way again, line for line', () => {
    const { failed, crashes, commands, hashes } = runSeeds({ firstSeed: firstSeed(), runs: 100, commands: COMMANDS });
    expect(failed).toEqual([]);
    expect(crashes).toBeGreaterThan(500);
    expect(commands).toBeGreaterThan(3_000);
    expect(new Set(hashes).size).toBe(100);
    expect(seedsOf(100).map((seed) => hashOf(seed))).toEqual(hashes);
  });

  it('do not when anything comes from elsewhere than the seed', () => {
    const [seed] = seedsOf(1) as [number];
    expect(hashOf(seed, 'own-ids')).not.toBe(hashOf(seed, 'own-ids'));
  });

  it.each(['torn-writes', 'forgotten-keys'] as const)('tell of %s', (fault) => {
    const { failed } = runSeeds({ firstSeed: firstSeed(), runs: 100, commands: COMMANDS }, fault);
    expect(failed.length).toBeGreaterThan(0);
    // By the seed alone, the same again.
    const [{ seed, problems }] = failed as [(typeof failed)[number]];
    expect(runSeeds({ firstSeed: seed, runs: 1, commands: COMMANDS }, fault).failed).toEqual([{ seed, problems }]);
    expect(runSeeds({ firstSeed: seed, runs: 1, commands: COMMANDS }).failed).toEqual([]);
  });
});

/** Rules with something left out; each has to be told of by what it breaks. */
const BROKEN: readonly (readonly [name: string, module: string, broken: (actual: never) => object, told: RegExp])[] = [
  ['a debt that is forgotten', '../../libs/points/src/domain/claims', ({ settleClaims }: typeof import('../../libs/points/src/domain/claims')) => ({
    settleClaims: (...given: Parameters<typeof settleClaims>) => ({ ...settleClaims(...given), debt: 0 }),
  }), /owed and overdrawn/],
  ['a visit for each order of a day', '../../libs/points/src/domain/visits', () => ({
    ownersOfVisits: (visitors: readonly { orderId: string; visits: readonly { ruleId: string }[] }[]) => new Map(visitors.map(({ orderId, visits }) => [orderId, new Set(visits.map(({ ruleId }) => ruleId))])),
  }), /a visit that another has/],
  ['a stale revision that is taken', '../../libs/order/src/domain/revisions', (actual: object) => ({ ...actual, judgeRevision: () => 'ACCEPTED' }), /is at revision/],
];

describe('a rule that is broken', () => {
  beforeEach(() => jest.resetModules());

  it.each(BROKEN)('is told of: %s', (_, module, broken, told) => {
    const actual = jest.requireActual<never>(module);
    jest.doMock(module, () => broken(actual));
    const runs = jest.requireActual<typeof import('./runs')>('./runs');
    const { failed } = runs.runSeeds({ firstSeed: firstSeed(), runs: 100, commands: COMMANDS });
    jest.dontMock(module);
    expect(failed.flatMap(({ problems }) => problems).join('\n')).toMatch(told);
  });
});
