import { brand } from '@regulars/brand';
import type { SentCode } from '@regulars/plugin-sdk';
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
