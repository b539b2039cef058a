import { modules } from '@regulars/gateway/installation';
import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import fc from 'fast-check';
import { History } from './history';
import { commandsMost, Shrinking, timesOf } from './length';
import { type Step, step } from './steps';
import { Town } from './town';

/** A brand's clock only goes forward. */
const RUNS_PER_BRAND = 100;

/** Something to begin with, so that short histories too have coupons and points in play. */
const START: readonly Step[] = [{ do: 'issue', who: 0, template: 0 }, { do: 'grant', who: 0, points: 60 }];

let platform: TestPlatform;
beforeAll(async () => {
  platform = await createTestPlatform(modules);
}, 60_000);
afterAll(() => platform.stop());

it('agrees with the oracle after every command', async () => {
  const shrinking = new Shrinking();
  let town: Town | undefined;
  let runs = 0;
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: commandsMost(6), size: 'max' }), (steps: readonly Step[]) => shrinking.within(async () => {
    if (!town || runs % RUNS_PER_BRAND === 0) town = await Town.open(platform);
    const history = await History.begin(town, `run-${++runs}`);
    for (const [index, each] of [...START, ...steps].entries()) {
      const difference = await history.play(each);
      if (difference) throw new Error(`After command ${index + 1 - START.length}, ${each.do}: ${difference}`);
    }
  })), { numRuns: timesOf(120) });
}, 24 * 3_600_000);
