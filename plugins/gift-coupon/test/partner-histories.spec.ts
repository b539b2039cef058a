import { numbersFrom, seedsOf, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { issueBundle } from '../src/domain/issue-bundle';
import { BUNDLE_ISSUE } from './bundle-documents';
import { both, bundleOf, codes, decided, issued, pairForEach, reservations, ten, theirs, wallet } from './partner-support';
import { liveTemplate } from './support';

/** How many made-up histories, each of its own seed. */
const HISTORIES = Number(process.env.REGULARS_PARTNER_HISTORIES ?? 2);
const STEPS = 12;
const STOCK = 4;

let platform: TestPlatform;
let tea: TestShop;
let cake: TestShop;
let teaStaff: TestCaller;
let cakeStaff: TestCaller;

pairForEach((made) => void ({ platform, tea, cake, teaStaff, cakeStaff } = made));

/** Gives, crashes before the end, time that passes there, and events that are handled, in any order, some at once. */
async function play(seed: number): Promise<{ readonly given: ReadonlySet<string>; readonly refused: ReadonlySet<string>; readonly here: string; readonly there: string }> {
  const below = numbersFrom(seed);
  await liveTemplate(cakeStaff, 'C', { stock: STOCK });
  const bundleId = await bundleOf([ten, theirs('C')]);
  const [here, there] = await both();
  const other = teaStaff.via(platform.node());
  const [given, refused] = [new Set<string>(), new Set<string>()];
  const give = async (key: string, caller: TestCaller): Promise<void> => {
    const { data } = await caller.run(BUNDLE_ISSUE, { bundleId, memberId: here, key });
    const found = data?.giftBundleIssue ? codes(data.giftBundleIssue) : null;
    if (found?.length === 0) given.add(key);
    for (const code of found ?? []) refused.add(code);
  };
  const crash = (idempotencyKey: string): Promise<unknown> => tea.context(async (ctx) => {
    await issueBundle(ctx, { bundleId, memberId: here, reason: 'thanks', idempotencyKey });
    throw new Error('crash');
  }).catch(() => undefined);
  const steps: readonly ((key: string) => Promise<unknown>)[] = [(key: string) => give(key, teaStaff), (key: string) => give(key, other), crash, () => cake.advance({ minutes: 6 }), () => platform.tryDrain()];
  for (let step = 0; step < STEPS; step++) {
    const acts = Array.from({ length: 1 + below(3) }, (): Promise<unknown> => Promise.resolve(steps[below(steps.length)]?.(`key-${below(6)}`)));
    // A clock that is moved already refuses: whatever fails, fails here as it would for anybody.
    await Promise.allSettled(acts);
  }
  return { given, refused, here, there };
}

it.each(seedsOf(HISTORIES))('history %i: whatever crashed and whoever was first, both brands have the same', async (seed) => {
  const { given, refused, here, there } = await play(seed);
  await cake.advance({ minutes: 6 });
  await platform.tryDrain();
  await platform.retry();
  await cake.advance({ minutes: 6 });
  const [[points], [, coupons]] = [await wallet(tea, here), await wallet(cake, there)] as [[number], [number, string[]]];
  const kept = coupons.length;
  expect([points, coupons, await issued('C')]).toEqual([10 * kept, Array(kept).fill('C ACTIVE'), kept]);
  // Who was told that it was given has it; one who crashed was told nothing.
  expect(kept).toBeGreaterThanOrEqual(given.size);
  expect(given.size).toBeGreaterThan(0);
  expect(kept).toBeLessThanOrEqual(STOCK);
  expect([...refused].filter((code) => code !== 'GIFT_COUPON_OUT_OF_STOCK bundleId')).toEqual([]);
  const states = (await reservations()) as string[];
  expect([states.filter((state) => state === 'CONFIRMED').length, states.filter((state) => state === 'RESERVED').length]).toEqual([kept, 0]);
  expect(((await decided()) as string[]).filter((outcome) => outcome === 'ISSUED')).toHaveLength(kept);
}, 60_000);
