import { brand } from '@regulars/brand';
import { createTestPlatform, type TestCaller, type TestPlatform } from '@regulars/testing';
import { member } from '../src';
import { JOIN, REQUEST, VERIFY } from './support/sign-in';

const EACH = 150; // of 300 in all
const TRIES = 8;

let platform: TestPlatform;
let page: TestCaller;
const known = Array.from({ length: EACH }, (_, index) => `09${String(30_000_000 + index)}`);
const unknown = known.map((phone) => phone.replace(/^093/, '096'));

beforeAll(async () => {
  platform = await createTestPlatform([brand, member]);
});
afterAll(() => platform?.stop());

async function openPage(): Promise<void> {
  const shop = await platform.brand();
  page = shop.as({ audience: 'member', kind: 'anonymous', name: 'page' });
  const staff = shop.everything();
  await Promise.all(known.map((phone) => staff.ok(JOIN, { input: { phone }, key: phone })));
}

/** How likely one of `a` takes longer than one of `b`: 0.5 where nothing can be told. */
function auc(a: readonly number[], b: readonly number[]): number {
  const ranked = [...a.map((value) => ({ value, isA: true })), ...b.map((value) => ({ value, isA: false }))].sort((x, y) => x.value - y.value);
  const ranks = ranked.reduce((sum, { isA }, index) => sum + (isA ? index + 1 : 0), 0);
  return (ranks - (a.length * (a.length + 1)) / 2) / (a.length * b.length);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** One known phone beside one unknown, in turn first: what the machine does meanwhile falls on both alike. */
async function compare(ask: (phone: string) => Promise<unknown>): Promise<{ readonly known: number[]; readonly unknown: number[] }> {
  const times = { known: [] as number[], unknown: [] as number[] };
  for (let index = 0; index < EACH; index++) {
    const pair = [['known', known[index] as string], ['unknown', unknown[index] as string]] as const;
    for (const [kind, phone] of index % 2 ? pair : [...pair].reverse()) times[kind].push(await timed(() => ask(phone)));
  }
  return times;
}

/** Something else may keep the machine busy for a second or two, and fall on one of each pair: a real difference is there in every round. */
async function expectNothingToTell(ask: (phone: string) => Promise<unknown>): Promise<void> {
  let value = 0;
  for (let round = 1; round <= TRIES; round++) {
    await openPage();
    const times = await compare(ask);
    value = auc(times.known, times.unknown);
    if (value >= 0.4 && value <= 0.6) {
      // The measure would have seen twice as long.
      expect(auc(times.known.map((time) => time * 2), times.unknown)).toBeGreaterThan(0.6);
      return;
    }
  }
  throw new Error(`AUC ${value}`);
}

it('asking for a code takes as long for a phone that is known as for one that is not', async () => {
  await expectNothingToTell(async (phone) => {
    expect((await page.run(REQUEST, { phone })).data.memberSignInCodeRequest).toEqual({ resendAfterSeconds: 60, expiresInSeconds: 300, userErrors: [] });
  });
}, 60_000);

it('so does giving a wrong one', async () => {
  await expectNothingToTell(async (phone) => {
    expect((await page.run(VERIFY, { phone, code: '000000', join: {} })).data.memberSignInCodeVerify.userErrors).toEqual([{ code: 'SIGN_IN_CODE_INVALID', path: ['code'], triesLeft: 0 }]);
  });
}, 60_000);
