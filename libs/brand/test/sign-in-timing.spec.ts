import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import { brand } from '../src';
import { anybody, hire, hireOwner, signIn } from './people';

/** 300 of each kind show it; the short form runs with every `npm test`. */
const ROUNDS = Number(process.env.REGULARS_TIMING_ROUNDS ?? 20);

/** How likely it is that one of `a` is above one of `b`: 0.5 when nothing can be told (Mann and Whitney's U over all pairs). */
function aboveChance(a: readonly number[], b: readonly number[]): number {
  const wins = a.reduce((sum, one) => sum + b.reduce((count, other) => count + (one > other ? 1 : one === other ? 0.5 : 0), 0), 0);
  return wins / (a.length * b.length);
}

/** Three times what chance alone makes of so many rounds, and never more than the promise's 0.10 at 300. */
const TOLERANCE = Math.max(0.1, 3 * Math.sqrt((2 * ROUNDS + 1) / (12 * ROUNDS * ROUNDS)));

describe('how long an answer takes', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await createTestPlatform([brand]);
    const owner = await hireOwner(platform, await platform.brand(), 'olga@example.com');
    for (let person = 0; person < 4; person++) await hire(platform, owner.caller, `person-${person}@example.com`, ['support']);
  });
  afterAll(() => platform.stop());

  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };

  /** One of each in turn, either first: what the machine does besides falls on both alike. */
  async function compare(known: (round: number) => Promise<unknown>, unknown: (round: number) => Promise<unknown>): Promise<number> {
    const [a, b]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      await platform.owner.query('DELETE FROM platform.attempts');
      if (round % 2 === 0) a.push(await timed(() => known(round)));
      b.push(await timed(() => unknown(round)));
      if (round % 2 === 1) a.push(await timed(() => known(round)));
    }
    const auc = aboveChance(a, b);
    if (process.env.REGULARS_TIMING_ROUNDS) process.stdout.write(`${expect.getState().currentTestName}: AUC ${auc.toFixed(3)} over ${ROUNDS} of each\n`);
    return auc;
  }

  it('tells a statistic of equals from one of unequals', () => {
    expect(aboveChance([1, 2, 3], [1, 2, 3])).toBe(0.5);
    expect([aboveChance([4, 5], [1, 2]), aboveChance([1, 2], [4, 5])]).toEqual([1, 0]);
  });

  it('tells nobody whether an address has an account: at sign-in', async () => {
    const auc = await compare(
      (round) => signIn(platform, { email: `person-${round % 4}@example.com`, password: 'not the password' }),
      (round) => signIn(platform, { email: `nobody-${round}@example.com`, password: 'not the password' }),
    );
    expect(Math.abs(auc - 0.5)).toBeLessThanOrEqual(TOLERANCE);
  }, 600_000);

  it('tells nobody whether an address has an account: when a password is reset', async () => {
    const request = (email: string) => anybody(platform).run('mutation ($email: String!) { staffPasswordResetRequest(email: $email) { userErrors { code } } }', { email });
    const auc = await compare((round) => request(`person-${round % 4}@example.com`), (round) => request(`nobody-${round}@example.com`));
    expect(Math.abs(auc - 0.5)).toBeLessThanOrEqual(TOLERANCE);
  }, 600_000);
});
