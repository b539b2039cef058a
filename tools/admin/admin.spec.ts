import { modules } from '@regulars/gateway/installation';
import { newUuid } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import { acceptInvitation, createKey, createOwner, type Installation, parked, retry } from './commands';
import { eraseAgain, listErasures } from './erasures';
import { readCommand } from './options.mjs';
import { Refused } from './refused';

describe('npm run admin', () => {
  let platform: TestPlatform;
  let installation: Installation;
  let brandId: string;
  beforeAll(async () => {
    platform = await createTestPlatform(modules);
    brandId = (await platform.brand({ code: 'boba' })).id;
    await platform.brand({ code: 'boba-two' });
    installation = { ownerUrl: platform.ownerUrl, runtime: platform.runtime };
  });
  afterAll(() => platform.stop());

  it('makes the first owner, who chooses a password with the code', async () => {
    const { code } = await createOwner(installation, { brand: 'boba', email: 'olga@example.com', name: 'Olga' });
    expect(await platform.rows('SELECT brand_id, name, state, roles FROM brand.staff')).toEqual([{ brand_id: brandId, name: 'Olga', state: 'INVITED', roles: ['owner'] }]);
    await expect(acceptInvitation(installation, code, 'short')).rejects.toThrow(Refused);
    await acceptInvitation(installation, code, 'correct horse battery');
    expect(await platform.rows('SELECT state FROM brand.staff')).toEqual([{ state: 'ACTIVE' }]);
    await expect(createOwner(installation, { brand: 'boba', email: 'olga@example.com' })).rejects.toThrow('This person works there already');
    await expect(createOwner(installation, { brand: 'bob', email: 'olga@example.com' })).rejects.toThrow('There is no brand bob.');
  });

  it('makes keys of a brand and of the platform', async () => {
    const read = await platform.runtime.authenticate(await createKey(installation, { brand: 'boba', permissions: ['brand:read'], name: 'till' }), 'staff');
    expect([read?.brandId, read?.actor.kind, read?.actor.name, [...(read?.actor.permissions ?? [])]]).toEqual([brandId, 'integration', 'till', ['brand:read']]);
    const operator = await platform.runtime.authenticate(await createKey(installation, {}), 'platform');
    expect(operator?.actor.permissions.has('brand:install')).toBe(true);
    expect((await platform.runtime.authenticate(await createKey(installation, { brand: 'boba' }), 'staff'))?.actor.permissions.has('brand:install')).toBe(false);
    await expect(createKey(installation, { brand: 'boba', permissions: ['brand:install'] })).rejects.toThrow('There is no permission brand:install.');
  });

  it('lists what was given up, and tries it again', async () => {
    expect(await parked(installation)).toEqual([]);
    const event = newUuid();
    await platform.owner.query(`INSERT INTO platform.delivery (brand_id, event_id, handler, xid, state, attempts, last_error, finished_at) VALUES ($1, $2, 'a/b', '1', 'PARKED', 8, 'Error: poison', NULL)`, [brandId, event]);
    expect(await parked(installation)).toEqual([`platform.delivery  ${brandId}  ${event}  a/b  8 tries  Error: poison`]);
    // As graphile-worker leaves a task after its last try.
    const TASK = `SELECT id FROM graphile_worker.add_job('brand.import', json_build_object('brandId', $1::text, 'payload', json_build_object()), max_attempts => 8)`;
    const [task, other] = [(await platform.rows<{ id: bigint }>(TASK, [brandId]))[0]?.id, (await platform.rows<{ id: bigint }>(TASK, [brandId]))[0]?.id];
    await platform.owner.query(`UPDATE graphile_worker._private_jobs SET attempts = 8, last_error = 'Error: no such file', updated_at = clock_timestamp() WHERE id = $1`, [task]);
    expect(await parked(installation)).toEqual([
      `graphile_worker.jobs  ${brandId}  ${task}  brand.import  8 tries  Error: no such file`, `platform.delivery  ${brandId}  ${event}  a/b  8 tries  Error: poison`,
    ]);
    expect([await retry(installation, 'boba-two'), await retry(installation, 'boba'), await retry(installation)]).toEqual([0, 2, 0]);
    expect(await parked(installation)).toEqual([]);
    expect(await platform.rows('SELECT id, attempts, is_available FROM graphile_worker._private_jobs WHERE id = ANY($1) ORDER BY id', [[task, other]])).toEqual([
      { id: task, attempts: 0, is_available: true }, { id: other, attempts: 0, is_available: true },
    ]);
  });

  it('erases again who was erased after the backup that is restored', async () => {
    const shop = await platform.brand();
    const staff = shop.everything();
    const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { message } } }';
    const { member } = await staff.one(JOIN, { input: { phone: '0912345678', name: 'Canary' }, key: 'join' });
    await staff.ok('mutation ($id: ID!) { memberErase(id: $id, idempotencyKey: "erase") { userErrors { message } } }', { id: member.id });
    const [line, ...others] = await listErasures(installation, undefined);
    expect([line?.startsWith(`${shop.id} `), others, await listErasures(installation, '2999-01-01')]).toEqual([true, [], []]);
    // As an older backup has it.
    const memberId = line?.split(' ')[1];
    await platform.rows("UPDATE member.member SET status = 'ACTIVE', name = 'Canary', name_key = 'canary' WHERE id = $1", [memberId]);
    expect(await eraseAgain(installation, [line ?? '', '', `${shop.id} ${newUuid()}`])).toBe(1);
    expect(await platform.rows('SELECT status, name FROM member.member WHERE id = $1', [memberId])).toEqual([{ status: 'ERASED', name: null }]);
    expect(await eraseAgain(installation, [line ?? ''])).toBe(0);
    await expect(eraseAgain(installation, ['x y'])).rejects.toThrow('This is no line of the list: x y');
    await expect(listErasures(installation, 'soon')).rejects.toThrow(Refused);
  });

  it.each([
    [[], 'Name a command.'], [['fly'], 'There is no command fly.'], [['create-owner', '--brand', 'a'], 'create-owner needs --brand and --email.'],
    [['create-credential'], 'create-credential needs --brand, or --audience platform.'], [['create-credential', '--brand', 'a', '--audience', 'platform'], 'create-credential needs --brand, or --audience platform.'],
    [['parked', '--audience', 'member'], '--audience must be staff or platform, not member.'],
  ])('says what is wrong with %j', (args, problem) => expect(readCommand(args, '/root')).toEqual({ problem }));

  it('reads a command', () => expect(readCommand(['create-owner', '--brand', 'a', '--email', 'e@x.y'], '/here')).toMatchObject({ name: 'create-owner', brand: 'a', email: 'e@x.y', data: '/here/.data' }));
});
