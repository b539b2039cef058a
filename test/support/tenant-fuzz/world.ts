import { brandPermissionsOf, builtInRoles } from '@regulars/brand/contract';
import { modules } from '@regulars/gateway/installation';
import { actorOf } from '@regulars/plugin-sdk';
import { type Data, TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { createWholePlatform, importFile, join, openShop } from '../shop';
import { couponTemplate, giveCoupon } from '../till';
import { bringFriend } from './fill-referral';
import { writeMessages } from './fill-messages';
import { answerSurvey } from './fill-survey';

/** Stands in every free text of the other brand: whatever of it shows anywhere has leaked. */
export const CANARY = 'zqcanary';

/** Who asks, in the brand whose answers are watched. */
export interface Asker {
  readonly kind: string;
  readonly caller: TestCaller;
}

export interface World {
  readonly platform: TestPlatform;
  readonly a: TestShop;
  readonly b: TestShop;
  readonly staffOfB: TestCaller;
  readonly memberOfB: TestCaller;
  readonly askers: readonly Asker[];
  /** Brand A's owner and one of its members, at an instant that stands still. */
  readonly ownerOfA: TestCaller;
  readonly memberOfA: TestCaller;
  /** What brand B has that no open answer tells, by the name of the argument that takes it. */
  readonly named: ReadonlyMap<string, readonly string[]>;
}

/** Of a brand that was filled. */
interface Filled {
  readonly memberId: string;
  readonly couponCode: string;
  readonly quoteId: string;
}

/** Two brands on one installation, both with everything there is; each calls its things by names of its own. */
export async function createWorld(): Promise<World> {
  const platform = await createWholePlatform();
  const first = await openShop(platform);
  const second = await openShop(platform);
  const plugins = modules.filter(({ core }) => !core).map(({ id }) => id);
  for (const { shop } of [first, second]) await shop.enable(...plugins);
  const { memberId: memberA } = await fill(platform, first, 'aa');
  const { memberId: memberB, couponCode, quoteId } = await fill(platform, second, CANARY);
  await platform.drain();
  const [a, b] = [first.shop, second.shop];
  const now = new Date((await a.now()).getTime() + 60_000);
  const still = (caller: TestCaller): TestCaller => new TestCaller(platform.runtime, { ...caller.scope, now });
  const [store] = await platform.rows<{ id: string }>('SELECT id FROM brand.store WHERE brand_id = $1 ORDER BY code LIMIT 1', [a.id]);
  const permissions = brandPermissionsOf(modules);
  const till = builtInRoles(modules).find(({ code }) => code === 'store-staff')!;
  const ownerOfA = still(a.as({ name: 'owner', permissions }));
  const memberOfA = still(a.as({ audience: 'member', memberId: memberA }));
  const anonymous = (audience: 'staff' | 'member'): TestCaller =>
    new TestCaller(platform.runtime, { brandId: audience === 'member' ? a.id : null, audience, now, actor: actorOf({ kind: 'anonymous', id: 'anonymous', name: 'anonymous' }) });
  return {
    platform, a, b, ownerOfA, memberOfA,
    named: new Map([['couponCode', [couponCode]], ['quoteId', [quoteId]]]),
    staffOfB: b.as({ name: 'owner', permissions }),
    memberOfB: b.as({ audience: 'member', memberId: memberB }),
    askers: [
      { kind: 'owner', caller: ownerOfA },
      { kind: 'owner within a store', caller: still(a.as({ name: 'manager', permissions, storeIds: [store?.id ?? ''] })) },
      { kind: 'till that sees in part', caller: still(a.as({ name: 'till', permissions: till.permissions, masks: Object.fromEntries(till.masks) })) },
      { kind: 'API key', caller: still(a.as({ name: 'key', kind: 'integration', permissions })) },
      { kind: 'nobody', caller: anonymous('staff') },
      { kind: 'member', caller: memberOfA },
      { kind: 'nobody with a publishable key', caller: anonymous('member') },
    ],
  };
}

const must = async (staff: TestCaller, document: string, variables: object = {}): Promise<Data> => staff.one(document, variables as never);

/** One of everything, through the API, for a member who has some of it. */
async function fill(platform: TestPlatform, whole: Awaited<ReturnType<typeof openShop>>, mark: string): Promise<Filled> {
  const { staff } = whole;
  const code = mark.toUpperCase();
  const isOther = mark === CANARY;
  const { store } = await must(staff, 'mutation ($input: StoreInput!) { storeCreate(input: $input) { store { id } userErrors { message } } }', { input: { code: `${code}-S`, name: `${mark} store`, city: `${mark} city`, address: `${mark} street 1` } });
  const { link } = await must(staff, 'mutation ($input: RecruitLinkInput!) { recruitLinkCreate(input: $input) { link { code } userErrors { message } } }', {
    input: { code: `${code}-LINK`, channel: `${mark}-qr`, campaign: `${mark} campaign`, target: `https://${mark}.example.com/`, storeId: store.id },
  });
  const phone = isOther ? '+886987654321' : '+886911222333';
  const { member } = await must(staff, 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { message path } } }', {
    key: `${mark}-join`,
    input: {
      phone, email: `${mark}@example.com`, name: `${mark} person`, birthDate: '1988-08-08', cardNumber: `${code}-CARD`, externalId: { source: `${mark}-pos`, id: `${mark}-4711` },
      attributes: { note: `${mark} note` }, storeId: store.id, recruitmentLink: link.code, consents: [{ purpose: 'MARKETING', channel: 'EMAIL', granted: true }],
    },
  });
  await bringFriend(whole, mark, member.id);
  await must(staff, 'mutation ($id: ID!, $tags: [String!]) { memberUpdate(id: $id, input: { addTags: $tags }) { userErrors { message } } }', { id: member.id, tags: [`${mark}-tag`] });
  const line = { number: 1, sku: `${code}-SKU`, name: `${mark} tea`, category: `${mark} drinks`, quantity: 2, unitPrice: '900' };
  await must(staff, 'mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { userErrors { message path } } }', {
    key: `${mark}-order`, input: { source: `${mark}-pos`, externalId: `${mark}-order-1`, storeCode: `${code}-S`, placedAt: '2026-01-05T03:00:00Z', member: { id: member.id }, lines: [line] },
  });
  await must(staff, 'mutation ($input: RoleInput!) { roleCreate(input: $input) { userErrors { message } } }', { input: { code: `${mark}-role`, name: `${mark} role`, permissions: ['brand:read'] } });
  await must(staff, 'mutation ($input: StaffInviteInput!) { staffInvite(input: $input) { userErrors { message } } }', { input: { email: `staff@${mark}.example.com`, name: `${mark} clerk`, roles: [`${mark}-role`] } });
  const { apiKey } = await must(staff, 'mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { apiKey { id } userErrors { message } } }', { input: { name: `${mark} key`, scopes: ['brand:read', 'member:events'] } });
  await must(staff, 'mutation ($input: WebhookEndpointInput!) { webhookEndpointCreate(input: $input) { userErrors { path message } } }', {
    input: { url: `https://${mark}.example/hook`, types: ['member.joined'], query: '{ id data }', apiKeyId: apiKey.id },
  });
  await importFile(platform, whole, 'MEMBERS', `externalId,name,phone\n${mark}-9,${mark} imported,${isOther ? '0955000111' : '0955000222'}\n,,\n`);
  await join(staff, `${mark}-guest`);
  await answerSurvey(whole, mark, member.id);
  await writeMessages(whole, mark);
  return { memberId: member.id, ...(await sellAtTill(whole, mark, member.id)) };
}

/** A coupon that is used, one that is held for a sale, and the quote of both. */
async function sellAtTill({ shop, staff }: Awaited<ReturnType<typeof openShop>>, mark: string, memberId: string): Promise<Omit<Filled, 'memberId'>> {
  const templateId = await couponTemplate(staff, `${mark.toUpperCase()}-GIFT`, { name: `${mark} gift`, skus: [`${mark.toUpperCase()}-SKU`] });
  const [used, held] = [await giveCoupon(staff, templateId, memberId), await giveCoupon(staff, templateId, memberId)];
  const basket = { storeCode: `${mark.toUpperCase()}-S`, lines: [{ number: 1, sku: `${mark.toUpperCase()}-SKU`, name: `${mark} tea`, quantity: 1, unitPrice: '900' }] };
  const { quote } = await must(staff, 'query ($input: TillQuoteInput!) { tillQuote(input: $input) { quote { id } userErrors { message path } } }', { input: { member: { id: memberId }, basket } });
  await must(staff, 'mutation ($input: TillCommitInput!, $key: String!) { tillCommit(input: $input, idempotencyKey: $key) { userErrors { message path } } }', {
    key: `${mark}-sale`, input: { quoteId: quote.id, couponCodes: [used], order: { ...basket, source: `${mark}-pos`, externalId: `${mark}-sale-1`, placedAt: (await shop.now()).toISOString() } },
  });
  await must(staff, 'mutation ($input: TillHoldInput!, $key: String!) { tillHold(input: $input, idempotencyKey: $key) { userErrors { message path } } }', {
    key: `${mark}-hold`, input: { quoteId: quote.id, couponCodes: [held], orderRef: `${mark}-sale-2`, ttlSeconds: 3_600 },
  });
  return { couponCode: await giveCoupon(staff, templateId, memberId), quoteId: quote.id as string };
}
