import { brand } from '@regulars/brand';
import { readId, type SentCode } from '@regulars/plugin-sdk';
import { type BrandOptions, createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { member } from '../../src';
import { postOffice, Visitor } from './sign-in';

/** What a spec of members who sign in works at. */
export interface Desk {
  readonly platform: TestPlatform;
  readonly shop: TestShop;
  readonly staff: TestCaller;
  readonly visitor: Visitor;
}

/** For how many hours nothing of the member's can be spent. `id` is public. */
export async function hoursHeldOf({ platform, shop }: Pick<Desk, 'platform' | 'shop'>, id: string): Promise<number> {
  const [row] = await platform.rows<{ at: Date | null }>('SELECT spendable_from AS at FROM member.member WHERE id = $1', [readId('mbr', id)]);
  return row?.at ? Math.round((row.at.getTime() - (await shop.now()).getTime()) / 3_600_000) : 0;
}

/** One platform for the file and a brand for each of its tests, handed over before the test begins; answers the codes of all, the last one at the end. */
export function openDesk(handOver: (desk: Desk) => void, options: BrandOptions = {}): SentCode[] {
  const { plugin: post, sent } = postOffice();
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await createTestPlatform([brand, member, post]);
  });
  afterAll(() => platform?.stop());
  beforeEach(async () => {
    sent.length = 0;
    const shop = await platform.brand({ plugins: ['post'], ...options });
    handOver({ platform, shop, staff: shop.everything(), visitor: new Visitor(platform, shop, sent) });
  });
  return sent;
}
