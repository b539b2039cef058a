import { modules } from '@regulars/gateway/installation';
import { examine, masterKey, platformPersonalData, rotateKeys } from '@regulars/kernel';
import { member } from '@regulars/member';
import { reErase } from '@regulars/member/contract';
import { type CipherPlace, type Invariant, MemberKeys, newUuid, PersonalData, readId, statement } from '@regulars/plugin-sdk';
import type { TestPlatform } from '@regulars/testing';
import { escapeIdentifier } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { merge, unmerge } from './support/life';
import { join, shopOfFile, type WholeShop } from './support/shop';

const PHONE = '+886912345678';
const REASON = 'She rang from 0912345678, Ann Chen';

let platform: TestPlatform;
let whole: WholeShop;
shopOfFile((opened) => ({ platform, whole } = opened));

const uuid = (id: string): string => readId('mbr', id) as string;
const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { message } } }';
const ERASE = 'mutation ($id: ID!, $reason: String, $key: String!) { memberErase(id: $id, reason: $reason, idempotencyKey: $key) { member { status } userErrors { message } } }';

const joinWith = async (input: object): Promise<string> => (await whole.staff.one(JOIN, { input, key: newUuid() })).member.id;
const erase = (id: string): Promise<unknown> => whole.staff.ok(ERASE, { id, reason: 'She asked for it', key: newUuid() });
const identitiesOf = async (id: string): Promise<string[]> =>
  (await whole.staff.one('query ($id: ID!) { member(by: { id: $id }) { identities { value } } }', { id })).identities.map(({ value }: { value: string }) => value).sort();

/** A member of whom staff have said why they did everything they did. */
async function muchSaidOf(): Promise<string> {
  const id = await joinWith({ phone: PHONE, email: 'ann@example.com', externalId: { source: 'pos', id: newUuid() } });
  const said = { id, reason: REASON };
  await whole.staff.ok('mutation ($id: ID!, $reason: String!) { memberFreeze(id: $id, reason: $reason, idempotencyKey: "f") { userErrors { message } } memberUnfreeze(id: $id, reason: $reason, idempotencyKey: "u") { userErrors { message } } }', said);
  await whole.staff.ok('mutation ($id: ID!, $reason: String!) { pointsGrant(memberId: $id, points: 9, reason: $reason, idempotencyKey: "g") { userErrors { message } } pointsBurn(memberId: $id, points: 2, reason: $reason, idempotencyKey: "b") { userErrors { message } } }', said);
  await whole.staff.ok('mutation ($id: ID!, $reason: String!) { tierSet(memberId: $id, tierCode: "GOLD", reason: $reason, idempotencyKey: "t") { userErrors { message } } }', said);
  const other = await join(whole.staff, newUuid());
  await whole.staff.ok('mutation ($id: ID!, $other: ID!, $reason: String!) { memberMerge(survivorId: $id, loserId: $other, reason: $reason, idempotencyKey: "m") { userErrors { message } } }', { ...said, other });
  return id;
}

interface Copy {
  readonly table: string;
  readonly column: string;
  readonly id: string;
  readonly sealed: Buffer;
}

/** Every sealed value of the brand, as a backup has it. */
async function copyOfAll(): Promise<Copy[]> {
  const columns = [...platformPersonalData, ...modules.flatMap(({ personalData = [] }) => personalData)].filter(({ form, table }) => form === 'SEALED' && !table.startsWith('brand.') && table !== 'platform.outgoing_code');
  const read = ({ table, column }: { table: string; column: string }) =>
    platform.rows<Copy>(`SELECT $2 AS "table", $3 AS "column", id, ${column} AS sealed FROM ${table.split('.').map(escapeIdentifier).join('.')} WHERE brand_id = $1 AND ${column} IS NOT NULL`, [whole.shop.id, table, column]);
  return (await Promise.all(columns.map(read))).flat();
}

/** What whoever has the key file, the copy and the database as it now is can read of it, by any key there is. */
async function readable(copies: readonly Copy[]): Promise<Map<Copy, string>> {
  const codec = platform.runtime.codecOf(whole.shop.id);
  const wrapped = await platform.rows<{ member_id: string; wrapped: Buffer }>('SELECT member_id, wrapped FROM platform.member_key WHERE wrapped IS NOT NULL');
  const keys = wrapped.map((row) => codec.unwrap(row.member_id, row.wrapped));
  const open = (sealed: Buffer, place: CipherPlace): string | null => {
    for (const attempt of [() => codec.open(sealed, place), ...keys.map((key) => () => codec.openOf(key, sealed, place))]) {
      try {
        const inside = attempt();
        return typeof inside === 'string' ? inside : open(inside, place);
      } catch {
        // Not by this key.
      }
    }
    return null;
  };
  return new Map(copies.flatMap((copy) => [[copy, open(copy.sealed, { table: copy.table, column: copy.column, row: copy.id })] as const].filter((one): one is [Copy, string] => one[1] !== null)));
}

const about = (copies: readonly Copy[], id: string): Copy[] => copies.filter(({ sealed }) => platform.runtime.codecOf(whole.shop.id).ownerOf(sealed) === uuid(id));

describe('the key of a member', () => {
  let erased: string;
  let copies: readonly Copy[];

  it('seals identities and whatever was said of the member, each member under its own', async () => {
    erased = await muchSaidOf();
    const other = await joinWith({ phone: '0987654321' });
    copies = await copyOfAll();
    const tables = (id: string): string[] => about(copies, id).map(({ table }) => table).sort();
    expect(tables(erased)).toEqual([...Array<string>(3).fill('member.identity'), ...Array<string>(6).fill('platform.audit_entry'), 'points.entry', 'points.entry', 'tier.manual_set'].sort());
    expect(tables(other)).toEqual(['member.identity']);
    const texts = await readable(copies);
    expect(texts.size).toBe(copies.length);
    expect([...texts.values()].filter((text) => text === REASON)).toHaveLength(6 + 2 + 1);
  });

  it('shows what was said to who may read it', async () => {
    const { points, tierHistory } = await whole.staff.one('query ($id: ID!) { member(by: { id: $id }) { points { entries(first: 9) { nodes { reason } } } tierHistory { reason } } }', { id: erased });
    expect(points.entries.nodes.map(({ reason }: { reason: string }) => reason).filter((reason: string) => reason === REASON)).toHaveLength(2);
    expect(tierHistory.some(({ reason }: { reason: string }) => reason.endsWith(REASON))).toBe(true);
  });

  it('goes with the member: no copy of any row can be read any more, by any key there is', async () => {
    const [mine, before] = [about(copies, erased), await platform.rows('SELECT * FROM platform.member_key')];
    await erase(erased);
    const texts = await readable(copies);
    expect(mine.filter((copy) => texts.has(copy))).toEqual([]);
    // Nobody else lost anything, but for the one who had been merged into the member: the same person.
    expect(copies.length - texts.size).toBe(mine.length + 1);
    expect(await platform.rows('SELECT wrapped FROM platform.member_key WHERE member_id = $1', [uuid(erased)])).toEqual([{ wrapped: null }]);
    expect(await platform.rows('SELECT FROM platform.member_key')).toHaveLength(before.length);
  });

  it('leaves the books and the audit readable, without what was said', async () => {
    const { points } = await whole.staff.one('query ($id: ID!) { member(by: { id: $id }) { points { entries(first: 9) { nodes { kind reason } } } } }', { id: erased });
    expect(points.entries.nodes.map(({ kind }: { kind: string }) => kind)).toEqual(expect.arrayContaining(['EARN', 'BURN']));
    expect(JSON.stringify(points)).not.toContain('Ann');
    const { nodes } = await whole.staff.one('query ($id: ID!) { auditEntries(first: 20, where: { targetId: { eq: $id } }) { nodes { operation reason } } }', { id: erased });
    // Why somebody was erased is the brand's to keep.
    expect(nodes.filter(({ reason }: { reason: string | null }) => reason !== null)).toEqual([{ operation: 'memberErase', reason: 'She asked for it' }]);
    expect(nodes.length).toBeGreaterThanOrEqual(7);
  });

  it('is destroyed for good: no other is made, and the application cannot remove the row', async () => {
    await expect(whole.shop.context((ctx) => ctx.sql(statement<never, [string]>('spec.delete-key', 'DELETE FROM platform.member_key WHERE member_id = $1')(uuid(erased))))).rejects.toMatchObject({ code: '42501' });
    await whole.shop.context(async (ctx) => {
      const keys = ctx.use(MemberKeys);
      await keys.ready([uuid(erased)]);
      keys.create([uuid(erased)]);
    }).catch((error: Error) => expect(error.message).toContain('given a key meanwhile'));
    expect(await platform.rows('SELECT wrapped FROM platform.member_key WHERE member_id = $1', [uuid(erased)])).toEqual([{ wrapped: null }]);
  });

  it('is destroyed again when a restore has brought it back', async () => {
    const id = await joinWith({ externalId: { source: 'pos', id: newUuid() } });
    const [key] = await platform.rows<{ wrapped: Buffer }>('SELECT wrapped FROM platform.member_key WHERE member_id = $1', [uuid(id)]);
    const copy = about(await copyOfAll(), id);
    await erase(id);
    await platform.rows('UPDATE platform.member_key SET wrapped = $2, destroyed_at = NULL WHERE member_id = $1', [uuid(id), key!.wrapped]);
    expect((await readable(copy)).size).toBe(1);
    await whole.shop.context((ctx) => reErase(ctx, [uuid(id)]));
    expect((await readable(copy)).size).toBe(0);
  });
});

const rotate = (): Promise<number> => rotateKeys(platform.ownerUrl, masterKey(Buffer.alloc(32, 7)), modules);

describe('whoever is erased by a process that knows of no keys', () => {
  const AS_BEFORE = statement<never, [string]>('spec.erase-as-before', `UPDATE member.member SET status = 'ERASED', name = NULL, version = version + 1 WHERE id = $1`);
  const NO_KEY = [{ wrapped: null }];
  const keyOf = (id: string): Promise<unknown[]> => platform.rows('SELECT wrapped FROM platform.member_key WHERE member_id = $1', [uuid(id)]);
  const reasonAbout = (id: string): Promise<unknown> => whole.shop.context((ctx) => ctx.use(MemberKeys).ready([uuid(id)]));

  it('loses the key all the same, and is given none with what is said afterwards', async () => {
    const [keyed, keyless] = [await join(whole.staff, newUuid()), await join(whole.staff, newUuid())];
    await platform.rows('DELETE FROM platform.member_key WHERE member_id = $1', [uuid(keyless)]);
    for (const id of [keyed, keyless]) {
      await whole.shop.context((ctx) => ctx.sql(AS_BEFORE(uuid(id))));
      await reasonAbout(id);
      expect(await keyOf(id)).toEqual(NO_KEY);
    }
  });

  it('is seen in the books, and mended by the upgrade, where that was before it', async () => {
    const [keyed, keyless, living] = [await join(whole.staff, newUuid()), await join(whole.staff, newUuid()), await join(whole.staff, newUuid())];
    const owner = await platform.owner.connect();
    await owner.query('BEGIN; SET LOCAL session_replication_role = replica');
    await owner.query('DELETE FROM platform.member_key WHERE member_id = $1', [uuid(keyless)]);
    await owner.query(`UPDATE member.member SET status = 'ERASED' WHERE id = ANY($1)`, [[uuid(keyed), uuid(keyless)]]);
    await owner.query('COMMIT');
    owner.release();
    const invariant = member.invariants?.find(({ id }) => id === 'INV-20.keys') as Invariant;
    const problems = async (): Promise<string[]> => (await whole.shop.read((ctx) => examine(ctx, invariant, null))).map(({ subject, problem }) => `${subject}: ${problem}`);
    expect(new Set(await problems())).toEqual(new Set([`${uuid(keyed)}: an erased member still has a key`, `${uuid(keyless)}: an erased member may still be given a key`]));
    const upgrade = new (member.migrations?.find(({ name }) => name.startsWith('EraseEarlierKeys')) as new () => MigrationInterface)();
    const [before] = await keyOf(living);
    await upgrade.up({ query: (sql: string) => platform.rows(sql) } as unknown as QueryRunner);
    expect([await problems(), await keyOf(keyed), await keyOf(keyless)]).toEqual([[], NO_KEY, NO_KEY]);
    await reasonAbout(keyless);
    expect(await keyOf(keyless)).toEqual(NO_KEY);
    expect([before, await keyOf(living)]).toEqual([expect.objectContaining({ wrapped: expect.any(Buffer) }), [before]]);
  });
});

describe('members from before there were such keys', () => {
  const plain = statement<never, [string, Buffer]>('spec.old-form', 'UPDATE member.identity SET value_sealed = $2 WHERE id = $1');

  /** As an earlier version left them: sealed under the installation's key, with no key of their own. */
  async function made(): Promise<string> {
    const id = await join(whole.staff, newUuid());
    const [identity] = await platform.rows<{ id: string }>('SELECT id FROM member.identity WHERE member_id = $1', [uuid(id)]);
    await whole.shop.context(async (ctx) => {
      const place = { table: 'member.identity', column: 'value_sealed', row: identity!.id };
      await ctx.sql(plain(identity!.id, ctx.use(PersonalData).seal(JSON.stringify(['pos', identity!.id]), place)));
    });
    await platform.rows('DELETE FROM platform.member_key WHERE member_id = $1', [uuid(id)]);
    return id;
  }
  const keysOf = (id: string): Promise<unknown[]> => platform.rows('SELECT FROM platform.member_key WHERE member_id = $1 AND wrapped IS NOT NULL', [uuid(id)]);

  it('are read as they are, and get a key with the first thing that is sealed', async () => {
    const id = await made();
    const before = await identitiesOf(id);
    expect(await keysOf(id)).toHaveLength(0);
    await whole.staff.ok('mutation ($id: ID!) { memberUpdate(id: $id, input: { email: "old@example.com" }) { userErrors { message } } }', { id });
    expect(await identitiesOf(id)).toEqual(['old@example.com', ...before].sort());
    expect(await keysOf(id)).toHaveLength(1);
    await erase(id);
  });

  it('get one from the rotation of keys, which seals what stands in clear, too', async () => {
    const id = await made();
    const before = await identitiesOf(id);
    await platform.rows(`INSERT INTO tier.manual_set (brand_id, id, member_id, at, kind, locks, reason, actor_kind, actor_id) VALUES ($1, $2, $3, now(), 'UNLOCK', false, $4, 'staff', 'x')`, [whole.shop.id, newUuid(), uuid(id), REASON]);
    expect(await rotate()).toBe(2);
    expect(await rotate()).toBe(0);
    expect(await platform.rows('SELECT reason, get_byte(reason_sealed, 0) AS format FROM tier.manual_set WHERE member_id = $1', [uuid(id)])).toEqual([{ reason: null, format: 3 }]);
    expect(await identitiesOf(id)).toEqual(before);
    expect([...(await readable(about(await copyOfAll(), id))).values()].sort()).toContain(REASON);
    await erase(id);
  });

  it('keep what is theirs when a merge is undone, though it was sealed anew in between and the other is erased', async () => {
    const [survivor, loser] = [await made(), await made()];
    const before = await identitiesOf(loser);
    const { operationId } = await merge(whole.staff, survivor, loser);
    expect(await rotate()).toBe(2);
    expect(await identitiesOf(survivor)).toHaveLength(2);
    await unmerge(whole.staff, operationId);
    await erase(survivor);
    expect(await identitiesOf(loser)).toEqual(before);
  });
});

/** Two members as from before there were such keys; whoever pages through their values meets the younger first. */
async function pairWithoutKeys(): Promise<[elder: string, younger: string]> {
  const joined = await Promise.all([join(whole.staff, newUuid()), join(whole.staff, newUuid())]);
  const [elder, younger] = joined.map((id) => uuid(id)).sort() as [string, string];
  for (const table of ['platform.member_key', 'member.identity']) await platform.rows(`DELETE FROM ${table} WHERE member_id = ANY($1)`, [joined.map(uuid)]);
  const identities = [newUuid(), newUuid()].sort();
  await whole.shop.context(async (ctx) => {
    const codec = ctx.use(PersonalData);
    for (const [index, member] of [younger, elder].entries()) {
      const row = identities[index] as string;
      await ctx.sql(oldIdentity(member, row, codec.blindIndex('DEVICE', row), codec.seal(`device ${row}`, { table: 'member.identity', column: 'value_sealed', row })));
    }
  });
  return [elder, younger];
}

const oldIdentity = statement<never, [string, string, Buffer, Buffer]>('spec.old-identity', `
  INSERT INTO member.identity (id, member_id, kind, value_index, value_sealed, is_primary) VALUES ($2, $1, 'DEVICE', $3, $4, false)`);

const keysOfBoth = (ids: readonly string[]): Promise<unknown[]> => platform.rows('SELECT FROM platform.member_key WHERE member_id = ANY($1) AND wrapped IS NOT NULL', [ids]);

it('gives members keys in the order in which everybody does: an import beside it is not stopped, nor does it stop', async () => {
  const [elder, younger] = await pairWithoutKeys();
  const shop = await platform.owner.connect();
  const give = (id: string): Promise<unknown> => shop.query('INSERT INTO platform.member_key (brand_id, member_id, wrapped) VALUES ($1, $2, $3)', [whole.shop.id, id, platform.runtime.codecOf(whole.shop.id).wrap(id, Buffer.alloc(32, 1))]);
  try {
    await shop.query('BEGIN');
    await give(elder);
    const rotating = rotate();
    rotating.catch(() => undefined);
    const waiting = (): Promise<unknown[]> => platform.rows(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO platform.member_key%'`);
    while ((await waiting()).length === 0) await new Promise((done) => setTimeout(done, 10));
    await give(younger);
    await shop.query('COMMIT');
    expect(await rotating).toBe(2);
  } finally {
    await shop.query('ROLLBACK');
    shop.release();
  }
  expect(await keysOfBoth([elder, younger])).toHaveLength(2);
}, 20_000);

it('goes again where it was chosen to end a deadlock', async () => {
  const pair = await pairWithoutKeys();
  await platform.rows(`CREATE SEQUENCE spec_tries`);
  await platform.rows(`CREATE FUNCTION spec_deadlock() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF nextval('spec_tries') = 1 THEN RAISE EXCEPTION 'chosen' USING ERRCODE = 'deadlock_detected'; END IF;
    RETURN NEW; END $$`);
  await platform.rows('CREATE TRIGGER spec_deadlock BEFORE INSERT ON platform.member_key FOR EACH ROW EXECUTE FUNCTION spec_deadlock()');
  try {
    expect(await rotate()).toBe(2);
  } finally {
    await platform.rows('DROP TRIGGER spec_deadlock ON platform.member_key');
  }
  expect(await keysOfBoth(pair)).toHaveLength(2);
});

it('costs a list of fifty members the statements of a list of one', async () => {
  for (let n = 0; n < 10; n++) await join(whole.staff, `many-${n}`);
  const LIST = 'query ($n: Int!) { members(first: $n) { nodes { phone identities { value } } } }';
  const cost = async (n: number) => {
    const { statements, flushes } = await whole.staff.traffic(LIST, { n });
    return { statements, flushes };
  };
  expect(await cost(50)).toEqual(await cost(1));
});
