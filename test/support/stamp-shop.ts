import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';

const CREATE = `mutation ($input: StampCardProgramInput!) { stampCardProgramCreate(input: $input) { program { id } userErrors { code path message } } }`;
const CARDS = `query ($id: ID!) { member(by: { id: $id }) { stampCards {
  id program { id name } state stamps remaining owed openedAt expiresAt completedAt steps { step stage title doneAt order { externalId } }
  entries { nodes { stamps at reason order { externalId } } } } points { balance } } }`;

export const VISIT = { kind: 'VISIT' };
export const SPEND = { kind: 'PER_AMOUNT', amount: '100' };
export const MUG = { kind: 'mug', spec: { colour: 'red' } };
export const points = (count: number): object => ({ kind: 'points', spec: { points: count } });
/** Days after Monday the 5th of January, at that hour in Taipei. */
export const day = (number: number, hour = 12): string => new Date(Date.parse('2026-01-04T16:00:00Z') + (number * 24 + hour) * 3_600_000).toISOString();

export interface Sale {
  readonly id: string;
  readonly amount?: number;
  readonly at: string;
  readonly store?: string;
  readonly lines?: readonly object[];
  readonly revision?: number;
  readonly refunded?: boolean;
  readonly member?: string;
}

/** A brand in Taipei with three stores, and one member of it. */
export class StampShop {
  private serial = 0;

  private constructor(readonly shop: TestShop, readonly staff: TestCaller, readonly memberId: string) {}

  static async open(platform: TestPlatform, plugins: readonly string[] = []): Promise<StampShop> {
    const shop = await platform.brand({ plugins: ['stamp-card', ...plugins], timeZone: 'Asia/Taipei', currency: 'TWD', region: 'TW' });
    const staff = shop.everything();
    const stores = ['S1', 'S2', 'S3'].map((code) => `${code}: storeCreate(input: { code: "${code}", name: "${code}" }) { userErrors { message } }`);
    const { joined } = await staff.ok(`mutation { ${stores.join(' ')} joined: memberJoin(input: { phone: "0912345678" }, idempotencyKey: "join") { member { id } userErrors { message } } }`);
    return new StampShop(shop, staff, joined.member.id);
  }

  key(): string {
    return `key-${++this.serial}`;
  }

  async program(input: object, isLive = true): Promise<string> {
    const { program } = await this.staff.one(CREATE, { input: { startsAt: '2025-01-01T00:00:00Z', rewards: [], ...input } });
    if (isLive) await this.staff.ok('mutation ($id: ID!) { stampCardProgramActivate(id: $id) { userErrors { message } } }', { id: program.id });
    return program.id;
  }

  async sell({ id, amount = 100, at, store = 'S1', lines, revision = 1, refunded = false, member: memberId = this.memberId }: Sale): Promise<Data> {
    if (Date.parse(at) > (await this.shop.now()).getTime()) await this.shop.advanceTo(new Date(at));
    const input = {
      source: 'pos', externalId: id, member: { id: memberId }, storeCode: store, placedAt: at, revision, ...(revision > 1 ? { updatedAt: new Date(Date.parse(at) + revision).toISOString() } : {}),
      lines: lines ?? [{ number: 1, sku: 'A', quantity: 1, unitPrice: String(amount), refundedQuantity: refunded ? 1 : 0 }],
    };
    return (await this.staff.one('mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { order { id effects { kind amount } } userErrors { code path message } } }', { input, key: this.key() })).order;
  }

  /** Each at its instant, all in one call. */
  async sellMany(sales: readonly Sale[]): Promise<void> {
    const orders = sales.map(({ id, amount = 100, at, store = 'S1', member: memberId = this.memberId }) =>
      ({ source: 'pos', externalId: id, member: { id: memberId }, storeCode: store, placedAt: at, lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: String(amount) }] }));
    await this.staff.ok('mutation ($orders: [OrderUpsertInput!]!, $key: String!) { ordersUpsert(inputs: $orders, idempotencyKey: $key) { results { userErrors { message } } userErrors { message } } }', { orders, key: this.key() });
  }

  /** Sells once more what was sold, and gives all of it back. */
  async refund(sale: Sale): Promise<Data> {
    return this.sell({ ...sale, revision: 2, refunded: true });
  }

  async otherMember(): Promise<string> {
    return (await this.staff.one('mutation { memberJoin(input: { phone: "0912345999" }, idempotencyKey: "other") { member { id } userErrors { message } } }')).member.id;
  }

  async balance(memberId = this.memberId): Promise<number> {
    return (await this.held(memberId)).points.balance;
  }

  async held(memberId = this.memberId): Promise<Data> {
    return this.staff.one(CARDS, { id: memberId });
  }

  async cards(memberId = this.memberId): Promise<Data[]> {
    return (await this.held(memberId)).stampCards;
  }

  /** `name state stamps`, sorted. */
  async told(memberId = this.memberId): Promise<string[]> {
    return (await this.cards(memberId)).map(({ program, state, stamps }) => `${program.name} ${state} ${stamps}`).sort();
  }

  /** By hand; what is refused is answered. */
  async act(field: 'stampCardGrant' | 'stampCardRevoke', programId: string, stamps: number, reason = 'sorry', memberId = this.memberId): Promise<Data> {
    const document = `mutation ($m: ID!, $p: ID!, $n: Int!, $r: String!, $key: String!) { ${field}(memberId: $m, programId: $p, stamps: $n, reason: $r, idempotencyKey: $key) {
      card { stamps state } userErrors { code path ... on StampCardFullError { slots } } } }`;
    return (await this.staff.run(document, { m: memberId, p: programId, n: stamps, r: reason, key: this.key() })).data[field];
  }

  /** Names of the events of that kind about the member, the first first, with a part of what they say. */
  async events(names: readonly string[]): Promise<string[]> {
    const { timeline } = await this.staff.one('query ($id: ID!) { member(by: { id: $id }) { timeline(first: 100) { nodes { type data } } } }', { id: this.memberId });
    return (timeline.nodes as Data[]).filter(({ type }) => names.includes(type)).map(({ type, data }) => [type, data.stamps ?? data.step ?? data.remaining].filter((part) => part !== undefined).join(' ')).reverse();
  }
}
