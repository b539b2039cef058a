import './support/open-loopback';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { publicId } from '@regulars/plugin-sdk';
import { createTestPlatform, type Data, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { webhook } from '../src';
import { CREATE, DRY_RUN, join, newKey, QUERY, ROTATE, UPDATE } from './support/documents';
import { isVerified, Receiver } from './support/receiver';

let platform: TestPlatform;
let receiver: Receiver;
let shop: TestShop;
let staff: TestCaller;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, webhook]);
});
afterAll(() => platform?.stop());
beforeEach(async () => {
  receiver = await Receiver.open();
  shop = await platform.brand();
  staff = shop.everything();
});
afterEach(() => receiver.close());

const inputOf = async (): Promise<object> => ({ url: `${receiver.url}/`, types: ['member.joined'], query: QUERY, apiKeyId: await newKey(staff) });
/** What the mutation answered, refused or not. */
const answered = async (document: string, variables: Record<string, unknown>): Promise<Data> => Object.values((await staff.run(document, variables)).data as object)[0] as Data;

/** Two that do the same, and both wait for `lock` before they go on. */
async function heldUp<T>(lock: string, value: string, act: () => Promise<T>): Promise<T[]> {
  const client = await platform.owner.connect();
  try {
    await client.query('BEGIN');
    await client.query(lock, [value]);
    const acts = Promise.all([act(), act()]);
    while ((await platform.rows(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).length < 2);
    await client.query('COMMIT');
    return await acts;
  } finally {
    client.release();
  }
}

describe('several at once', () => {
  it('make no more endpoints than there may be', async () => {
    const input = await inputOf();
    await platform.owner.query(
      `WITH made AS (INSERT INTO platform.event_tap (brand_id, id, module, names) SELECT $1, gen_random_uuid(), 'webhook', '{}' FROM generate_series(1, 99) RETURNING brand_id, id)
       INSERT INTO webhook.endpoint (brand_id, id, url, query, key_id) SELECT brand_id, id, 'https://example.com/', '{ id }', gen_random_uuid() FROM made`, [shop.id]);
    const made = await heldUp('SELECT FROM platform.brand WHERE id = $1 FOR UPDATE', shop.id, () => answered(CREATE, { input }));
    const refusals = made.flatMap(({ userErrors }) => userErrors as Data[]).map(({ code, message }) => `${code} ${message}`);
    expect([made.filter(({ secret }) => secret !== null).length, refusals]).toEqual([1, ['INVALID_INPUT At most 100 endpoints: delete one first.']]);
    expect(await platform.rows('SELECT count(*)::int AS made FROM webhook.endpoint WHERE brand_id = $1', [shop.id])).toEqual([{ made: 100 }]);
  });

  it('rotate a secret one after the other: one of them stays', async () => {
    const { endpoint: { id } } = await staff.one(CREATE, { input: await inputOf() });
    const secrets = (await heldUp('SELECT FROM webhook.secret WHERE brand_id = $1 FOR UPDATE', shop.id, () => staff.one(ROTATE, { id }))).map(({ secret }) => secret as string);
    await platform.owner.query(`UPDATE webhook.secret SET expires_at = expires_at - interval '24 hours' WHERE expires_at IS NOT NULL`);
    await join(shop);
    await platform.drain();
    expect(secrets.filter((secret) => isVerified(receiver.received[0]!, secret))).toHaveLength(1);
  });
});

const AUDIT = 'query ($operation: String!) { auditEntries(first: 5, where: { operation: { eq: $operation } }) { nodes { actor actorKind targets reason fields } } }';
const auditOf = async (operation: string): Promise<Data[]> => (await staff.one(AUDIT, { operation })).nodes as Data[];
const standing = async (): Promise<Data> => (await staff.one('{ webhookEndpoints { state reason disabledAt resumesAt deliveries { nodes { state attempts lastStatus } } } }'))[0] as Data;

describe('an endpoint', () => {
  it('that is updated while it is tried is not disabled by what the former receiver answers', async () => {
    const { endpoint: { id } } = await staff.one(CREATE, { input: await inputOf() });
    const input = { ...(await inputOf()), url: `${receiver.url}/new` };
    receiver.behave(async ({ path }) => {
      if (path === '/new') return { status: 204 };
      await staff.ok(UPDATE, { id, input });
      return { status: 410 };
    });
    await join(shop);
    await platform.drain();
    expect(receiver.received.map(({ path, status }) => [path, status])).toEqual([['/', 410], ['/new', 204]]);
    expect(await standing()).toEqual({ state: 'ACTIVE', reason: null, disabledAt: null, resumesAt: null, deliveries: { nodes: [{ state: 'DELIVERED', attempts: 1, lastStatus: 204 }] } });
    expect(await auditOf('webhookEndpointDisable')).toEqual([]);
  });

  it('that is disabled says since when and why, and so does the audit', async () => {
    receiver.behave(() => ({ status: 410 }));
    const { endpoint: { id } } = await staff.one(CREATE, { input: await inputOf() });
    await join(shop);
    await platform.drain();
    expect(await standing()).toMatchObject({ state: 'DISABLED', reason: 'The receiver answered 410 Gone', disabledAt: expect.any(String), resumesAt: null });
    expect(await auditOf('webhookEndpointDisable')).toEqual([{ actor: 'webhook', actorKind: 'system', targets: [id], reason: 'The receiver answered 410 Gone', fields: [] }]);
  });

  it('that is to wait says until when', async () => {
    receiver.behave(() => ({ status: 503, headers: { 'retry-after': '600' } }));
    await staff.one(CREATE, { input: await inputOf() });
    await join(shop);
    await platform.drain();
    const { state, resumesAt } = await standing();
    expect([state, Math.round((Date.parse(resumesAt) - Date.now()) / 60_000)]).toEqual(['ACTIVE', 10]);
  });
});

it('A dry run shows personal data to whoever asks: that is who stands in the audit, and not the key', async () => {
  await join(shop, 'Dee');
  const [event] = await platform.rows<{ id: string }>(`SELECT id FROM platform.event WHERE brand_id = $1 AND name = 'member.joined'`, [shop.id]);
  const { body } = await staff.one(DRY_RUN, { input: { ...(await inputOf()), query: '{ member { name } }' }, eventId: publicId('evt', event!.id) });
  expect([body, await auditOf('memberEvents')]).toEqual([{ member: { name: 'Dee' } }, []]);
  expect(await auditOf('webhookDryRun')).toMatchObject([{ actorKind: 'staff', fields: ['Member.name'] }]);
});
