import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { createTestPlatform, type Data, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { order } from '../src';
import { join } from './documents';
import { at, fill, give, quote, soldJson, standing } from './till-documents';
import { vouchers } from './vouchers';

let platform: TestPlatform;
let shop: TestShop;
/** The same till at two gateways. */
let tills: readonly [TestCaller, TestCaller];
let count = 0;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, vouchers]);
  shop = await platform.brand();
  const till = shop.everything();
  tills = [till, till.via(platform.node())];
});
afterAll(() => platform.stop());

const till = (index: number): TestCaller => tills[index % 2] as TestCaller;
const times = <T>(number: number, make: (index: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: number }, (_, index) => make(index)));
const codesOf = (answers: readonly Data[]): string[] => [...new Set<string>(answers.flatMap(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code)))].sort((a, b) => a.localeCompare(b));

async function member301(): Promise<{ memberId: string; code: string; quoteId: string }> {
  const memberId = await join(till(0), `09${String(60_000_000 + ++count)}`);
  const code = `TENTH-${count}`;
  await give(platform, shop, [{ code, stage: 'PERCENT', value: 1_000, memberId }]);
  await fill(platform, shop, memberId, 301);
  const { quote: promised } = await quote(till(0), { member: { id: memberId } });
  return { memberId, code, quoteId: promised.id };
}

const orders = (pattern: string) => platform.rows<{ id: string; discount: bigint }>('SELECT id, discount FROM "order"."order" WHERE brand_id = $1 AND external_id LIKE $2', [shop.id, pattern]);

it('sales with one coupon at two gateways, sixteen at once, use it once', async () => {
  const { memberId, code, quoteId } = await member301();
  const answers = await times(16, (index) => at(till(index), 'tillCommit', { input: { quoteId, couponCodes: [code], pointsToBurn: 2, order: soldJson(`ONE-${index}`) } }));
  expect(answers.filter(({ result }) => result !== null).length).toBe(1);
  expect(codesOf(answers)).toEqual(['TILL_OFFER_REFUSED']);
  expect((await orders('ONE-%')).map(({ discount }) => discount)).toEqual([30n]);
  expect(await standing(platform, shop, memberId, [code])).toEqual({ [code]: 'USED', points: 299, held: 0 });
});

it('one order handed in by sixteen tills under as many keys is one sale, a guest\'s too', async () => {
  const { memberId, code, quoteId } = await member301();
  const { quote: ofGuest } = await quote(till(0));
  const answers = await times(16, (index) => at(till(index), 'tillCommit', { input: { quoteId, couponCodes: [code], pointsToBurn: 10, order: soldJson('SAME') } }));
  const guests = await times(16, (index) => at(till(index), 'tillCommit', { input: { quoteId: ofGuest.id, order: soldJson('GUEST') } }));
  for (const some of [answers, guests]) {
    expect(some.filter(({ result }) => result !== null).length).toBe(1);
    expect(codesOf(some)).toEqual(['TILL_ORDER_KNOWN']);
  }
  expect((await orders('SAME')).length + (await orders('GUEST')).length).toBe(2);
  expect(await standing(platform, shop, memberId, [code])).toEqual({ [code]: 'USED', points: 291, held: 0 });
});

it('a hold that is captured, released and voided at once comes to one end', async () => {
  for (let round = 0; round < 10; round++) {
    const { memberId, code, quoteId } = await member301();
    const sold = soldJson(`RACE-${round}`);
    const { hold } = await at(till(0), 'tillHold', { input: { quoteId, couponCodes: [code], pointsToBurn: 100, orderRef: `R-${round}` } });
    const voidIt = async (index: number): Promise<Data> => {
      const found = await till(index).one('query ($id: String!) { order(source: "pos", externalId: $id) { id } }', { id: `RACE-${round}` });
      return found ? at(till(index), 'tillVoid', { orderId: found.id, reason: 'raced' }) : { result: null, userErrors: [] };
    };
    const [captures, releases, voids] = await Promise.all([
      times(4, (index) => at(till(index), 'tillCapture', { holdId: hold.id, order: sold })),
      times(4, (index) => at(till(index), 'tillRelease', { holdId: hold.id })),
      times(4, voidIt),
    ]);
    const [captured, released, voided] = [captures, releases, voids].map((answers) => answers.filter((answer) => (answer.result ?? answer.hold ?? null) !== null).length) as [number, number, number];
    expect(captured + released).toBe(1);
    expect(voided).toBeLessThanOrEqual(captured);
    expect(codesOf([...captures, ...releases])).toEqual(['TILL_HOLD_CLOSED']);
    const used = captured - voided;
    expect(await standing(platform, shop, memberId, [code])).toEqual({ [code]: used ? 'USED' : 'FREE', points: 301 - 100 * used, held: 0 });
    expect((await orders(`RACE-${round}`)).length).toBe(captured);
    expect(await platform.rows('SELECT state FROM "order".till_hold WHERE order_ref = $1', [`R-${round}`])).toEqual([{ state: captured ? 'CAPTURED' : 'RELEASED' }]);
  }
});

it('holds and sales of the same points never take more than there are', async () => {
  const { memberId, quoteId } = await member301();
  const [sales, holds] = await Promise.all([
    times(10, (index) => at(till(index), 'tillCommit', { input: { quoteId, pointsToBurn: 60, order: soldJson(`MANY-${index}`) } })),
    times(10, (index) => at(till(index + 1), 'tillHold', { input: { quoteId, pointsToBurn: 60, orderRef: `M-${index}` } })),
  ]);
  const [sold, held] = [sales.filter(({ result }) => result !== null).length, holds.filter(({ hold }) => hold !== null).length];
  expect(sold + held).toBe(5);
  expect(await standing(platform, shop, memberId, [])).toEqual({ points: 301 - sold * 60, held: held * 60 });
});
