import { modules } from '@regulars/gateway/installation';
import { newUuid, publicId } from '@regulars/plugin-sdk';
import { type Data, TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { codeFor, type Colleague, hire, hireOwner } from '../../../libs/brand/test/people';
import { REQUEST, VERIFY } from '../../../libs/member/test/support/sign-in';
import { createWholePlatform, openPlainShop, openShop, type WholeShop } from '../shop';
import { type IdentityProvider, openProvider } from './identity-provider';

type Variables = Readonly<Record<string, unknown>>;

/** A mutation that will be accepted, for as long as it has not been. */
export interface AcceptedCall {
  readonly caller: TestCaller;
  readonly variables: Variables;
}

/** Makes whatever the call is about, each time anew. */
export type Prepare = (town: Town) => Promise<AcceptedCall>;

/** The mutations of an audience by name; what follows a blank tells several of one apart. */
export type Calls = Readonly<Record<string, Prepare>>;

/** `variables` for a caller of the town's; `n` is another number each time. */
export const calledBy = (callerOf: (town: Town) => TestCaller) => (variables: (town: Town, n: number) => Promise<Variables> | Variables): Prepare =>
  async (town) => ({ caller: callerOf(town), variables: await variables(town, town.next()) });

export const newKey = newUuid;

/** Somebody who signed in by a code. */
export interface Signed {
  readonly caller: TestCaller;
  readonly refreshToken: string;
  readonly id: string;
  readonly phone: string;
}

/** Brands, people and a provider of identities: whatever a mutation may be about. */
export class Town {
  private count = 0;

  private constructor(
    readonly platform: TestPlatform,
    readonly provider: IdentityProvider,
    /** Without plugins: an order stands though a plugin's reaction to it fails. */
    private readonly plain: WholeShop,
    /** With stamp cards, coupons, games, surveys and friends who are brought. */
    readonly stamps: WholeShop,
    /** Whose plugins and settings are changed. */
    readonly spare: WholeShop,
    readonly owner: Colleague,
  ) {}

  /** @param provider opened before the platform reads whom the installation trusts */
  static async open(): Promise<Town> {
    const provider = await openProvider();
    const platform = await createWholePlatform();
    const plain = await openPlainShop(platform);
    const spare = await openSpare(platform);
    await plain.staff.ok('mutation ($settings: JSON!) { pluginConfigure(id: "member", settings: $settings) { userErrors { message } } }', { settings: provider.memberSettings });
    await plain.staff.ok('mutation { pointsSettingsUpdate(input: { grantFourEyesAbove: 1000000 }) { userErrors { message } } }');
    const owner = await hireOwner(platform, plain.shop, 'owner@example.com');
    const stamps = await openShop(platform);
    await stamps.staff.ok('mutation { pointsSettingsUpdate(input: { worth: "1" }) { userErrors { message } } }');
    return new Town(platform, provider, plain, stamps, spare, owner);
  }

  get shop(): TestShop {
    return this.plain.shop;
  }

  get staff(): TestCaller {
    return this.plain.staff;
  }

  get operator(): TestCaller {
    return this.platform.operator();
  }

  /** Another number each time. */
  next(): number {
    return ++this.count;
  }

  /** A number nobody has used. */
  phone(): string {
    return `+8869${String(20_000_000 + this.next())}`;
  }

  get modules(): ReadonlySet<string> {
    return new Set(modules.map(({ id }) => id));
  }

  /** A member made at the till; its public id. */
  async member(more: object = {}): Promise<string> {
    const { member } = await this.staff.one('mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { message path } } }', {
      input: { phone: this.phone(), name: `Member ${this.next()}`, ...more }, key: newKey(),
    });
    return member.id;
  }

  /** A member with an order and points. */
  async regular(): Promise<string> {
    const id = await this.member();
    await this.staff.ok('mutation ($id: ID!, $key: String!) { pointsGrant(memberId: $id, points: 500, reason: "gift", idempotencyKey: $key) { userErrors { message } } }', { id, key: newKey() });
    await this.staff.ok('mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { userErrors { message path } } }', { input: orderOf(id, `T-${this.next()}`), key: newKey() });
    return id;
  }

  /** Points that wait for somebody else than the staff who asked for them. */
  async grantRequest(): Promise<string> {
    const { request } = await this.staff.one('mutation ($id: ID!, $key: String!) { pointsGrant(memberId: $id, points: 1000001, reason: "jackpot", idempotencyKey: $key) { request { id } userErrors { message } } }', { id: await this.member(), key: newKey() });
    return request.id;
  }

  /** A page's visitor, with the brand's publishable key. */
  get visitor(): TestCaller {
    return this.shop.as({ audience: 'member', kind: 'anonymous', name: 'page' });
  }

  /** The code that was sent to a phone. */
  async phoneCode(phone: string): Promise<string> {
    await this.forgetAttempts();
    await this.visitor.ok(REQUEST, { phone });
    return codeFor(this.platform, phone);
  }

  /** A member who signed in. */
  async signedIn(): Promise<Signed> {
    const phone = this.phone();
    const { accessToken, refreshToken, me } = await this.visitor.one(VERIFY, { phone, code: await this.phoneCode(phone), join: {} });
    const scope = await this.platform.runtime.authenticate(accessToken, 'member');
    if (!scope) throw new Error('The access token is of no use');
    return { caller: new TestCaller(this.platform.runtime, scope), refreshToken, id: me.id, phone };
  }

  /** Somebody who works for the brand, and signed in. */
  colleague(): Promise<Colleague> {
    return hire(this.platform, this.owner.caller, this.address(), ['support']);
  }

  address(): string {
    return `person-${this.next()}@example.com`;
  }

  /** Limits are counted beside whatever is limited, and outlive it: each call begins with none. */
  async forgetAttempts(): Promise<void> {
    await this.platform.owner.query('DELETE FROM platform.attempts');
  }

  /** Has a mutation done by the staff of the brand, and answers what it made. */
  do(document: string, variables: Variables = {}, staff: TestCaller = this.staff): Promise<Data> {
    return staff.one(document, variables);
  }

  stop(): Promise<void> {
    this.provider.close();
    return this.platform.stop();
  }
}

/** With a row for each plugin it may have, which stays when that is switched off. */
async function openSpare(platform: TestPlatform): Promise<WholeShop> {
  const shop = await platform.brand({ plugins: ['stamp-card'] });
  const staff = shop.everything();
  await staff.ok('mutation { pluginConfigure(id: "member", settings: { codesPerHour: 5000 }) { userErrors { message } } }');
  return { shop, staff };
}

export const brandIdOf = (shop: TestShop): string => publicId('brd', shop.id);

/** A meal at noon, the day before the clocks of test brands begin. */
export const orderOf = (memberId: string, externalId: string, more: object = {}): object => ({
  source: 'pos', externalId, member: { id: memberId }, storeCode: 'S1', placedAt: '2026-01-04T04:00:00Z', lines: [{ number: 1, sku: 'A', quantity: 2, unitPrice: '250' }], ...more,
});
