import { onceAudited } from '@regulars/kernel';
import { actorOf, newUuid, readId } from '@regulars/plugin-sdk';
import type { TestPlatform } from '@regulars/testing';
import { parse } from 'graphql';
import { createWholePlatform, join, openShop, type WholeShop } from './support/shop';

let platform: TestPlatform;
let whole: WholeShop;
let members: string[];
beforeAll(async () => {
  platform = await createWholePlatform();
  whole = await openShop(platform);
  members = [];
  for (let index = 0; index < 4; index++) {
    members.push(await join(whole.staff, `read-${index}`));
    await whole.staff.ok('mutation ($id: ID!, $input: MemberUpdateInput!) { memberUpdate(id: $id, input: $input) { userErrors { message } } }', { id: members[index], input: { name: `Ann ${index}`, phone: `091234567${index}` } });
  }
});
afterAll(() => platform.stop());

interface Access {
  actor: string;
  operation: string;
  targets: string[];
  more: number;
  fields: string[];
}

/** Rows of reads that `work` leaves behind, there when it is answered. */
async function accessesOf(work: () => Promise<unknown>): Promise<Access[]> {
  const reads = () => platform.rows<Access & { id: string }>(
    `SELECT id, actor_kind || ' ' || actor_name AS actor, operation, targets, more_targets AS more, fields FROM platform.audit_entry WHERE brand_id = $1 AND fields IS NOT NULL ORDER BY xid, id`, [whole.shop.id]);
  const before = new Set((await reads()).map(({ id }) => id));
  await work();
  return (await reads()).filter(({ id }) => !before.has(id)).map(({ id: _, ...access }) => access);
}

const ONE = 'query ($id: ID!) { member(by: { id: $id }) { name phone number } }';

it('writes down whose personal data staff and machines are shown, and which', async () => {
  const [first] = members as [string];
  expect(await accessesOf(() => whole.staff.ok(ONE, { id: first }))).toEqual([{ actor: 'staff everything', operation: 'member', targets: [first], more: 0, fields: ['Member.name', 'Member.phone'] }]);
  const machine = whole.shop.everything({ kind: 'integration', name: 'POS' });
  const list = await accessesOf(() => machine.ok('{ members(first: 4) { nodes { identities { value } orders { nodes { member { email } } } } } brand { name } }'));
  expect(list).toEqual([{ actor: 'integration POS', operation: 'members,brand', targets: expect.any(Array), more: 0, fields: ['Member.identities'] }]);
  expect([...list[0]!.targets].sort()).toEqual([...members].sort());
});

it('writes nothing down where nothing personal is shown, nor of members who look at themselves', async () => {
  const [first] = members as [string];
  expect(await accessesOf(() => whole.staff.ok('query ($id: ID!) { member(by: { id: $id }) { number points { balance } email } }', { id: first }))).toEqual([]);
  expect(await accessesOf(() => whole.shop.as({ audience: 'member', memberId: first }).ok('{ me { name phone } }'))).toEqual([]);
  const { scope } = whole.staff;
  const hidden = Object.assign(Object.create(Object.getPrototypeOf(whole.staff) as object), whole.staff, { scope: { ...scope, actor: { ...scope.actor, masks: new Map([['Member.name', 'HIDE'], ['Member.phone', 'PARTIAL']]) } } }) as typeof whole.staff;
  expect(await accessesOf(() => hidden.ok(ONE, { id: first }))).toEqual([expect.objectContaining({ fields: ['Member.phone'] })]);
});

it('writes down what the answer to a change shows, too', async () => {
  const [first] = members as [string];
  const rows = await accessesOf(() => whole.staff.ok('mutation ($id: ID!) { memberUpdate(id: $id, input: { addTags: ["seen"] }) { member { name } userErrors { message } } }', { id: first }));
  expect(rows).toEqual([{ actor: 'staff everything', operation: 'memberUpdate', targets: [first], more: 0, fields: ['Member.name'] }]);
});

it('names whoever was shown it, when the request goes on as somebody else in another brand', async () => {
  const [first, second] = members as [string, string];
  const next = await platform.brand();
  const ctx = await platform.runtime.open(whole.staff.scope);
  const uuidOf = (id: string): string => readId('mbr', id) as string;
  const rows = await accessesOf(async () => {
    ctx.accessed([uuidOf(first)], ['Member.name']);
    await ctx.become({ brandId: next.id, audience: 'staff', actor: actorOf({ kind: 'staff', id: newUuid(), name: 'the other' }) });
    ctx.accessed([uuidOf(second)], ['Member.phone']);
    const answer = { data: {} };
    expect(await onceAudited(ctx, parse('mutation { memberUpdate staffSessionRefresh }'), null, answer)).toBe(answer);
  });
  await ctx.end();
  const operation = 'memberUpdate,staffSessionRefresh';
  expect(rows).toEqual([{ actor: 'staff everything', operation, targets: [first], more: 0, fields: ['Member.name'] }]);
  expect(await platform.rows('SELECT actor_name, operation, targets, fields FROM platform.audit_entry WHERE brand_id = $1', [next.id])).toEqual([
    { actor_name: 'the other', operation, targets: [second], fields: ['Member.phone'] },
  ]);
});

it('has a row for each of fifty answers at once, in fewer transactions', async () => {
  const before = await platform.rows<{ n: number }>('SELECT count(*)::int AS n FROM platform.audit_entry WHERE fields IS NOT NULL');
  await Promise.all(Array.from({ length: 50 }, (_, index) => whole.staff.ok(ONE, { id: members[index % 4] })));
  const after = await platform.rows<{ n: number; transactions: number }>('SELECT count(*)::int AS n, count(DISTINCT xid)::int AS transactions FROM platform.audit_entry WHERE fields IS NOT NULL');
  expect((after[0]?.n ?? 0) - (before[0]?.n ?? 0)).toBe(50);
  expect(after[0]?.transactions).toBeLessThan(after[0]?.n ?? 0);
});

it('answers nothing that could not be written down', async () => {
  await platform.owner.query(`CREATE FUNCTION refuse_reads() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.fields IS NOT NULL THEN RAISE EXCEPTION 'the audit is full'; END IF; RETURN NEW; END $$`);
  await platform.owner.query('CREATE TRIGGER refuse BEFORE INSERT ON platform.audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_reads()');
  try {
    const answer = await whole.staff.run(ONE, { id: members[0] });
    expect([answer.data, answer.errors?.map(({ message }) => message)]).toEqual([undefined, ['The answer shows personal data, and that could not be written down']]);
    expect((await whole.staff.run('query ($id: ID!) { member(by: { id: $id }) { number } }', { id: members[0] })).errors).toBeUndefined();
  } finally {
    await platform.owner.query('DROP TRIGGER refuse ON platform.audit_entry');
  }
  expect((await whole.staff.one(ONE, { id: members[0] })).name).toBe('Ann 0');
});
