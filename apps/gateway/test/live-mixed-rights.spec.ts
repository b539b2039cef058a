import { brand } from '@regulars/brand';
import type { Scope } from '@regulars/kernel';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { readId } from '@regulars/plugin-sdk';
import type { TestCaller, TestShop } from '@regulars/testing';
import type { Client } from 'graphql-ws';
import type { Gateway } from '../src/gateway';
import { eventually } from './eventually';
import { connect, Stream } from './socket';
import { call, createStage, type Stage } from './stage';

/** `LIVE_SUBSCRIBERS=200 LIVE_EVENTS=10000 npx jest apps/gateway/test/live-mixed-rights` is the promise's own size. */
const SUBSCRIBERS = Number(process.env.LIVE_SUBSCRIBERS ?? 18);
const EVENTS = Number(process.env.LIVE_EVENTS ?? 60);
const isWhole = EVENTS >= 10_000;
const PER_CALL = 40;
const REVOKED_WITHIN = 5_000;
const BATCH_PATIENCE = 30_000; // ms

let stage: Stage;
let gateway: Gateway;
let shop: TestShop;
let staff: TestCaller;
const clients: Client[] = [];
const stores: Record<string, string> = {};
const members: string[] = [];
/** What the holder of a token may do now; null once it is revoked. */
const rights = new Map<string, Partial<Scope['actor']> | null>();

const CODES = ['S1', 'S2'] as const;
const PHONES = ['0912345670', '0912345671'];

beforeAll(async () => {
  stage = await createStage([brand, member, order]);
  const runtime = stage.platform.node();
  const authenticate = runtime.authenticate.bind(runtime);
  jest.spyOn(runtime, 'authenticate').mockImplementation(async (shown, audience) => {
    const scope = rights.get(shown) === null ? null : await authenticate(shown, audience);
    return scope && { ...scope, actor: { ...scope.actor, ...rights.get(shown) } };
  });
  gateway = await stage.gateway({ platform: runtime });
  shop = await stage.platform.brand({ code: 'tea' });
  staff = shop.everything();
  for (const code of CODES) stores[code] = (await staff.one(`mutation { storeCreate(input: { code: "${code}", name: "${code}" }) { store { id } } }`)).store.id;
  for (const phone of PHONES) members.push((await staff.one(`mutation { memberJoin(input: { phone: "${phone}" }, idempotencyKey: "${phone}") { member { id } } }`)).member.id);
});
afterAll(async () => {
  for (const one of clients) await one.dispose();
  await stage.stop();
});

interface Happening {
  readonly externalId: string;
  readonly store: (typeof CODES)[number] | null;
  readonly member: number;
}

interface Kind {
  readonly name: string;
  readonly rights: () => Partial<Scope['actor']>;
  readonly memberId?: () => string | undefined;
  readonly sees: (happening: Happening) => boolean;
  readonly phone: (member: number) => string | null;
}

const whole = (of: number): string => `+886${(PHONES[of] as string).slice(1)}`;
const within = (...codes: string[]): Set<string> => new Set(codes.map((code) => readId('str', stores[code]) as string));

const KINDS: readonly Kind[] = [
  { name: 'all', rights: () => ({}), sees: () => true, phone: whole },
  { name: 'first store', rights: () => ({ storeIds: within('S1') }), sees: ({ store }) => store === 'S1', phone: whole },
  { name: 'second store, in part', rights: () => ({ storeIds: within('S2'), masks: new Map([['Member.phone', 'PARTIAL']]) }), sees: ({ store }) => store === 'S2', phone: (of) => `0912***67${of}` },
  { name: 'no store', rights: () => ({ storeIds: within() }), sees: () => false, phone: whole },
  { name: 'one member, hidden', rights: () => ({ masks: new Map([['Member.phone', 'HIDE']]) }), memberId: () => members[1], sees: ({ member: of }) => of === 1, phone: () => null },
  { name: 'one member in both stores', rights: () => ({ storeIds: within('S1', 'S2') }), memberId: () => members[0], sees: ({ member: of, store }) => of === 0 && store !== null, phone: whole },
];

interface Reader {
  readonly kind: Kind;
  readonly isShown: boolean;
  readonly token: string;
  readonly client: Client;
  readonly stream: Stream;
  closedAt: number | null;
}

/** Whoever is shown a member is executed for alone, and written down: some readers are enough. */
const SHOWN = 12;
const UNSEEN = 'unseen';
const follow = (isShown: boolean): string => `subscription ($memberId: ID) { memberEvents(types: ["order.paid"], memberId: $memberId) { data ${isShown ? 'member { phone }' : ''} } }`;

async function read(index: number): Promise<Reader> {
  const kind = KINDS[index % KINDS.length] as Kind;
  const token = await shop.token({ name: `${kind.name} ${index}`, permissions: [...staff.scope.actor.permissions] });
  rights.set(token, kind.rights());
  const client = connect(`${gateway.url}/graphql`, token);
  clients.push(client);
  const isShown = index < SHOWN;
  const reader: Reader = { kind, isShown, token, client, stream: new Stream(client, follow(isShown), { memberId: kind.memberId?.() }), closedAt: null };
  client.on('closed', () => (reader.closedAt = performance.now()));
  return reader;
}

/** Each batch is told of before the next one comes about: how fast readers are is for others to see. */
async function happen(first: number, count: number, readers: readonly Reader[]): Promise<readonly Happening[]> {
  const happenings = Array.from({ length: count }, (_, index): Happening => ({ externalId: String(first + index), store: [...CODES, null][index % 3] ?? null, member: (index >> 1) % 2 }));
  const had = readers.map(({ stream }) => stream.data.length);
  for (let from = 0; from < count; from += PER_CALL) {
    const inputs = happenings.slice(from, from + PER_CALL).map(({ externalId, store, member: of }) => ({
      source: 'pos', externalId, storeCode: store, placedAt: '2026-01-05T03:00:00Z', member: { id: members[of] }, lines: [{ number: 1, sku: 'TEA', quantity: 1, unitPrice: '10' }],
    }));
    await staff.ok('mutation ($inputs: [OrderUpsertInput!]!, $key: String!) { ordersUpsert(inputs: $inputs, idempotencyKey: $key) { results { userErrors { message } } userErrors { message } } }', { inputs, key: `batch-${first + from}` });
    const told = happenings.slice(0, from + PER_CALL);
    await eventually(() => expect(late(readers, had, told)).toEqual([]), BATCH_PATIENCE);
  }
  return happenings;
}

/** Who has not heard of everything yet: counted, for comparing whole lists takes the process from those who are to be told. */
const late = (readers: readonly Reader[], had: readonly number[], told: readonly Happening[]): string[] =>
  readers.flatMap(({ kind, stream }, index) => {
    const [came, expected] = [stream.data.length - (had[index] ?? 0), told.filter(kind.sees).length];
    return came >= expected ? [] : [`${kind.name}: ${came} of ${expected}, ${JSON.stringify(stream.error)}`];
  });

const following = async (): Promise<number> => Number(/^regulars_live_subscribers (\d+)/m.exec((await call(`${gateway.url}/metrics`)).body)?.[1]);
const got = ({ stream }: Reader): string[] => stream.data.map(({ memberEvents }) => `${memberEvents.data.externalId} ${memberEvents.member?.phone ?? UNSEEN}`).sort();
const due = ({ kind, isShown }: Reader, happenings: readonly Happening[]): string[] => happenings.filter(kind.sees).map(({ externalId, member: of }) => `${externalId} ${isShown ? (kind.phone(of) ?? UNSEEN) : UNSEEN}`).sort();

describe('live events of a brand whose people have different rights', () => {
  it(`reach ${SUBSCRIBERS} subscribers as their rights say, ${EVENTS} events, and nobody whose rights were taken away meanwhile`, async () => {
    const readers: Reader[] = [];
    for (let index = 0; index < SUBSCRIBERS; index++) readers.push(await read(index));
    await eventually(async () => expect(await following()).toBe(SUBSCRIBERS));
    const before = await happen(0, EVENTS / 2, readers);
    expect(readers.map(got)).toEqual(readers.map((reader) => due(reader, before)));

    const [leavers, stayers] = [readers.filter((_, index) => index % 4 === 0), readers.filter((_, index) => index % 4 !== 0)];
    for (const { token } of leavers) rights.set(token, null);
    const revokedAt = performance.now();
    await eventually(() => expect(leavers.every(({ closedAt }) => closedAt !== null)).toBe(true));
    const latest = Math.max(...leavers.map(({ closedAt }) => closedAt ?? Infinity)) - revokedAt;
    if (isWhole) expect(latest).toBeLessThan(REVOKED_WITHIN); // the short form runs on machines that are busy with other specs

    const after = await happen(EVENTS, EVENTS / 2, stayers);
    expect(stayers.map(got)).toEqual(stayers.map((reader) => due(reader, [...before, ...after])));
    expect(leavers.map(got)).toEqual(leavers.map((reader) => due(reader, before)));
  }, 600_000);
});
