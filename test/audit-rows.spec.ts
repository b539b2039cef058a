import { MemberKeys, newUuid } from '@regulars/plugin-sdk';
import type { TestCaller, TestPlatform } from '@regulars/testing';
import { importFile, join, shopOfFile, type WholeShop } from './support/shop';

let platform: TestPlatform;
let whole: WholeShop;
shopOfFile((opened) => ({ platform, whole } = opened));

interface Row {
  actor: string;
  operation: string;
  targets: string[];
  more: number;
  hasReason: boolean;
}

/** Rows added by `work`, oldest first. */
async function rowsOf(work: () => Promise<unknown>, brandId = whole.shop.id): Promise<Row[]> {
  const [{ n } = { n: 0 }] = await platform.rows<{ n: number }>('SELECT count(*)::int AS n FROM platform.audit_entry WHERE brand_id = $1', [brandId]);
  await work();
  return platform.rows<Row>(
    `SELECT actor_kind || ' ' || actor_name AS actor, operation, targets, more_targets AS more, reason_sealed IS NOT NULL AS "hasReason"
       FROM platform.audit_entry WHERE brand_id = $1 ORDER BY xid, id OFFSET $2`, [brandId, n]);
}

const TIER_SET = `mutation ($member: ID!, $tier: String!, $reason: String!, $key: String!) {
  tierSet(memberId: $member, tierCode: $tier, reason: $reason, idempotencyKey: $key) { member { id } userErrors { code path } } }`;
const ORDER = 'mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { order { id } userErrors { message } } }';
const ORDERS = 'mutation ($inputs: [OrderUpsertInput!]!, $key: String!) { ordersUpsert(inputs: $inputs, idempotencyKey: $key) { results { order { id } userErrors { message } } userErrors { message } } }';

const order = (externalId: string, extra: object = {}): object => ({ source: 'pos', externalId, storeCode: 'S1', placedAt: '2026-01-04T04:00:00Z', lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '90' }], ...extra });
const row = (operation: string, targets: readonly string[], extra: Partial<Row> = {}): Row => ({ actor: 'staff everything', operation, targets: [...targets], more: 0, hasReason: false, ...extra });

it('names who did what to whom, by what was given and by what was made', async () => {
  const { staff } = whole;
  let id = '';
  expect(await rowsOf(async () => (id = await join(staff, 'a1')))).toEqual([row('memberJoin', [id])]);
  expect(await rowsOf(() => staff.ok('mutation ($id: ID!) { memberUpdate(id: $id, input: { name: "Ann" }) { userErrors { message } } }', { id: id.toUpperCase().replace('MBR', 'mbr') }))).toEqual([row('memberUpdate', [id])]);
  const rows = await rowsOf(async () => {
    const { order: made } = await staff.one(ORDER, { input: order('A1', { member: { id } }), key: newUuid() });
    id = `${id} ${made.id}`;
  });
  expect(rows).toEqual([row('orderUpsert', id.split(' '))]);
});

it('says who acts: machines and operators too, members not', async () => {
  const { shop } = whole;
  const store = 'mutation ($code: String!) { storeCreate(input: { code: $code, name: "Two" }) { store { id } userErrors { message } } }';
  let made = '';
  const create = (caller: TestCaller, code: string) => async () => (made = (await caller.one(store, { code })).store.id);
  expect(await rowsOf(create(shop.everything({ kind: 'integration', name: 'POS' }), 'S2'))).toEqual([row('storeCreate', [made], { actor: 'integration POS' })]);
  expect(await rowsOf(create(shop.everything({ kind: 'member', name: 'Ann' }), 'S3'))).toEqual([]);
  const [plan] = await platform.rows<{ code: string }>('SELECT plan_code AS code FROM platform.brand WHERE id = $1', [shop.id]);
  const brandCreate = (planCode?: string) => () => platform.operator().run(
    'mutation ($plan: String!) { brandCreate(idempotencyKey: "audited", input: { code: "audited", name: "Audited", timeZone: "Asia/Taipei", currency: "TWD", region: "TW", ownerEmail: "owner@example.com", planCode: $plan }) { userErrors { message } } }', { plan: planCode });
  const nobody = '00000000-0000-0000-0000-000000000000';
  expect(await rowsOf(brandCreate('nobody-has-this'), nobody)).toEqual([]);
  expect(await rowsOf(brandCreate(plan?.code), nobody)).toEqual([row('brandCreate', [expect.stringMatching(/^brd_/) as string], { actor: 'platform operator' })]);
});

it('keeps a reason sealed, bound to its row, and shows it nowhere in clear', async () => {
  const id = await join(whole.staff, 'r1');
  const reason = 'Called from 0912-345-678, she is Ann Chen';
  expect(await rowsOf(() => whole.staff.ok(TIER_SET, { member: id, tier: 'GOLD', reason, key: newUuid() }))).toEqual([row('tierSet', [id], { hasReason: true })]);
  const [stored] = await platform.rows<{ id: string; reason_sealed: Buffer; text: string }>('SELECT id, reason_sealed, e::text AS text FROM platform.audit_entry e WHERE reason_sealed IS NOT NULL AND $1 = ANY(targets)', [id]);
  const open = (row: string) => whole.shop.read(async (ctx) => ctx.use(MemberKeys).open([{ sealed: stored!.reason_sealed, place: { table: 'platform.audit_entry', column: 'reason_sealed', row } }]));
  expect(await open(stored!.id)).toEqual([reason]);
  await expect(open(newUuid())).rejects.toThrow('unable to authenticate');
  expect(stored!.text).not.toContain('Ann');
});

it('leaves nothing of what was refused, failed or only repeated', async () => {
  const id = await join(whole.staff, 'n1');
  const key = newUuid();
  const set = { member: id, tier: 'SILVER', reason: 'x', key };
  expect(await rowsOf(() => whole.staff.run(TIER_SET, { ...set, tier: 'NO_SUCH' }))).toEqual([]);
  expect(await rowsOf(() => whole.shop.as({ permissions: [] }).run(TIER_SET, set))).toEqual([]);
  expect(await rowsOf(() => whole.staff.ok(TIER_SET, set))).toHaveLength(1);
  expect(await rowsOf(() => whole.staff.ok(TIER_SET, set))).toEqual([]);
});

it('is one row for a batch and one for an import, naming fifty and counting the rest', async () => {
  const rows = await rowsOf(() => whole.staff.ok(ORDERS, { inputs: Array.from({ length: 60 }, (_, index) => order(`batch-${index}`)), key: newUuid() }));
  expect(rows).toEqual([row('ordersUpsert', rows[0]!.targets, { more: 10 })]);
  expect(new Set(rows[0]!.targets).size).toBe(50);
  expect(rows[0]!.targets.every((target) => target.startsWith('ord_'))).toBe(true);
  expect(await rowsOf(() => whole.staff.run(ORDERS, { inputs: [order('no-such-store', { storeCode: 'S99' })], key: newUuid() }))).toEqual([]);
  const imported = await rowsOf(() => importFile(platform, whole, 'MEMBERS', 'externalId,name\nx1,A\nx2,B\n'));
  expect(imported).toEqual([row('importCreate', [expect.stringMatching(/^fil_/), expect.stringMatching(/^job_/)] as string[])]);
});

it('goes with the work: when the row cannot be written, nothing is done', async () => {
  await platform.owner.query(`CREATE FUNCTION refuse_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit is full'; END $$`);
  await platform.owner.query('CREATE TRIGGER refuse BEFORE INSERT ON platform.audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_audit()');
  const before = await whole.shop.digest();
  const { data, errors } = await whole.staff.run('mutation { storeCreate(input: { code: "S9", name: "Nine" }) { userErrors { message } } }');
  await platform.owner.query('DROP TRIGGER refuse ON platform.audit_entry');
  expect([data, errors?.length]).toEqual([null, 1]);
  expect(await whole.shop.digest()).toEqual(before);
});

it('cannot be changed or removed, not by the owner of the tables either', async () => {
  for (const statement of ['UPDATE platform.audit_entry SET operation = $$x$$', 'DELETE FROM platform.audit_entry', 'TRUNCATE platform.audit_entry']) {
    await expect(platform.owner.query(statement)).rejects.toThrow('keeps history');
  }
});
