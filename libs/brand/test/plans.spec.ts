import { publicId } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { brand } from '../src';
import { lamp, room, shade, task } from './lamp-plugin';
import { refusals } from './people';

const CREATE = 'mutation ($input: PlanInput!) { planCreate(input: $input) { plan { code name plugins limits } userErrors { code path } } }';
const UPDATE = 'mutation ($code: String!, $input: PlanInput!) { planUpdate(code: $code, input: $input) { plan { code name plugins limits } userErrors { code path } } }';
const CHANGE = 'mutation ($id: ID!, $plan: String!, $days: Int! = 0) { brandPlanChange(brandId: $id, planCode: $plan, graceDays: $days) { brand { code plan { code } } userErrors { code path } } }';
const LIGHT = 'mutation ($key: String!) { lampLight(idempotencyKey: $key) { userErrors { __typename code message path ... on PluginSuspendedError { plugin } } } }';
const ENTER = 'mutation { roomEnter(n: 1) { userErrors { code } } }';
const STANDING = '{ brand { plan { code } plugins { id state graceEndsAt } limits { plugin limit allowed used } } lampActs roomLights }';

const SUSPENDED = { __typename: 'PluginSuspendedError', code: 'PLUGIN_SUSPENDED', message: 'The plan does not grant lamp: what it holds can be read, not changed.', path: null, plugin: 'lamp' };
const FULL = { code: 'FULL', name: 'Full', plugins: ['lamp', 'shade'], limits: { lamp: { acts: 100 } } };
const BARE = { code: 'BARE', name: 'Bare', plugins: [], limits: {} };

let platform: TestPlatform;
let operator: TestCaller;
/** Another process, which has the brand in its cache. */
let other: TestPlatform['runtime'];
let shop: TestShop;
let staff: TestCaller;

beforeAll(async () => {
  platform = await createTestPlatform([brand, room, lamp, shade]);
  other = platform.node();
  operator = platform.operator();
  for (const input of [FULL, BARE]) await operator.ok(CREATE, { input });
});
afterAll(() => platform.stop());

async function opened(...plugins: string[]): Promise<void> {
  shop = await platform.brand();
  staff = shop.everything();
  await change('FULL');
  await shop.enable(...plugins);
  await staff.via(other).ok('{ brand { code } }');
}

const change = (plan: string, days = 0) => operator.ok(CHANGE, { id: publicId('brd', shop.id), plan, days });
const acts = async (): Promise<string[]> => (await platform.rows<{ kind: string }>('SELECT kind FROM lamp.act WHERE brand_id = $1 ORDER BY kind', [shop.id])).map(({ kind }) => kind);
const stateOfLamp = async () => (await staff.one('{ brand { plugins { id state graceEndsAt } } }')).plugins.find(({ id }: { id: string }) => id === 'lamp');

describe('plans', () => {
  it('are made and changed by who runs the installation', async () => {
    const input = { code: 'MADE', name: ' Made ', plugins: ['lamp', 'lamp'], limits: { lamp: { acts: 3 } } };
    expect(await operator.one(CREATE, { input })).toEqual({ plan: { code: 'MADE', name: 'Made', plugins: ['lamp'], limits: { lamp: { acts: 3 } } }, userErrors: [] });
    expect(await operator.one(UPDATE, { code: 'MADE', input: { ...input, name: 'Remade', plugins: [], limits: {} } })).toEqual({ plan: { code: 'MADE', name: 'Remade', plugins: [], limits: {} }, userErrors: [] });
    expect(await platform.rows(`SELECT operation, actor_kind AS kind FROM platform.audit_entry WHERE brand_id = '00000000-0000-0000-0000-000000000000' AND operation LIKE 'plan%' ORDER BY xid DESC LIMIT 2`))
      .toEqual([{ operation: 'planUpdate', kind: 'platform' }, { operation: 'planCreate', kind: 'platform' }]);
  });

  it('name what is installed, and nothing else', async () => {
    const refused = async (changes: object) => refusals(operator, CREATE, { input: { code: 'NEW', name: 'New', plugins: [], limits: {}, ...changes } });
    const plans = await operator.one('{ plans { code } }');
    expect(await refused({ plugins: ['lamp', 'lamb', 'room'] })).toEqual(['INVALID_INPUT input.plugins.1', 'INVALID_INPUT input.plugins.2']);
    expect(await refused({ plugins: ['shade'] })).toEqual(['INVALID_INPUT input.plugins.0']);
    expect(await refused({ limits: { lamb: { acts: 1 } } })).toEqual(['INVALID_INPUT input.limits.lamb']);
    expect(await refused({ limits: { lamp: { axe: 1 } } })).toEqual(['INVALID_INPUT input.limits.lamp.axe']);
    expect(await refused({ limits: { lamp: { constructor: 1 } } })).toEqual(['INVALID_INPUT input.limits.lamp.constructor']);
    for (const acts of [-1, 1.5, '3', null, 2 ** 31]) expect(await refused({ limits: { lamp: { acts } } })).toEqual(['INVALID_INPUT input.limits.lamp.acts']);
    for (const limits of [[], null, 3, 'no']) expect(await refused({ limits })).not.toEqual([]);
    expect(await refused({ code: 'new', name: ' ' })).toEqual(['INVALID_INPUT input.name', 'INVALID_INPUT input.code']);
    expect(await refused({ code: 'FULL' })).toEqual(['INVALID_INPUT input.code']);
    expect(await refusals(operator, UPDATE, { code: 'FULL', input: { ...FULL, code: 'FULLER' } })).toEqual(['INVALID_INPUT input.code']);
    expect(await refusals(operator, UPDATE, { code: 'NONE', input: { ...FULL, code: 'NONE' } })).toEqual(['NOT_FOUND code']);
    expect(await operator.one('{ plans { code } }')).toEqual(plans);
  });

  it('are given to a brand that there is, and for no longer a grace than a year', async () => {
    await opened();
    const id = publicId('brd', shop.id);
    expect(await operator.one(CHANGE, { id, plan: 'FULL' })).toEqual({ brand: { code: expect.any(String), plan: { code: 'FULL' } }, userErrors: [] });
    expect(await refusals(operator, CHANGE, { id, plan: 'NONE' })).toEqual(['NOT_FOUND planCode']);
    expect(await refusals(operator, CHANGE, { id: 'brd_01k0zs3m9qfp0a1b2c3d4e5f6g', plan: 'BARE' })).toEqual(['NOT_FOUND brandId']);
    for (const days of [-1, 367]) expect(await refusals(operator, CHANGE, { id, plan: 'BARE', days })).toEqual(['INVALID_INPUT graceDays']);
    expect(await staff.one('{ brand { plan { code } } }')).toEqual({ plan: { code: 'FULL' } });
    expect(await platform.rows('SELECT operation, targets FROM platform.audit_entry WHERE $1 = ANY(targets)', [id])).toEqual([{ operation: 'brandPlanChange', targets: [id] }, { operation: 'brandPlanChange', targets: [id] }]);
  });

  it('are not for brands to change, whatever SQL they send', async () => {
    await opened('lamp');
    const asBrand = (sql: string) => shop.context((ctx) => ctx.sql({ name: `spec.${sql.length}`, text: sql, values: [] }));
    await expect(asBrand(`SELECT platform.change_plan(platform.current_brand(), 'BARE', 0)`)).rejects.toThrow('who runs the installation');
    await expect(asBrand(`UPDATE platform.brand SET plan_code = 'BARE'`)).rejects.toThrow('permission denied');
    await expect(asBrand(`UPDATE platform.brand_plugin SET grace_ends_at = 'infinity'`)).rejects.toThrow('permission denied');
    await expect(asBrand(`INSERT INTO platform.brand_plugin (plugin, grace_ends_at) VALUES ('shade', 'infinity')`)).rejects.toThrow('permission denied');
    expect(await asBrand(`UPDATE platform.plan SET plugins = '{}' RETURNING code`)).toEqual([]);
  });
});

describe('a plugin that leaves the plan', () => {
  beforeEach(() => opened('lamp', 'shade'));

  it('can be read and does nothing, in every process, and acts again when it returns', async () => {
    await staff.ok(LIGHT, { key: 'a' });
    await staff.ok(ENTER);
    await platform.drain();
    expect(await acts()).toEqual(['handler', 'mutation', 'reaction']);
    await change('BARE');
    const before = await shop.digest();
    for (const node of [other, platform.runtime]) {
      expect(await staff.via(node).one(LIGHT, { key: 'b' }).catch((error: Error) => error.message)).toContain('PLUGIN_SUSPENDED');
      expect((await staff.via(node).run(LIGHT, { key: 'b' })).data.lampLight).toEqual({ userErrors: [SUSPENDED] });
      expect(await staff.via(node).ok(STANDING)).toEqual({
        brand: { plan: { code: 'BARE' }, plugins: [{ id: 'lamp', state: 'SUSPENDED', graceEndsAt: null }, { id: 'shade', state: 'SUSPENDED', graceEndsAt: null }], limits: [] },
        lampActs: 3, roomLights: ['reads'],
      });
    }
    expect(await shop.digest()).toEqual(before);
    await staff.via(other).ok(ENTER);
    await platform.drain();
    await shop.advance({ hours: 3 });
    expect(await acts()).toEqual(['handler', 'mutation', 'reaction']);
    await change('FULL');
    expect(await stateOfLamp()).toEqual({ id: 'lamp', state: 'ENABLED', graceEndsAt: null });
    await staff.via(other).ok(ENTER);
    await staff.via(other).ok(LIGHT, { key: 'b' });
    await platform.drain();
    await shop.advance({ hours: 1 });
    expect(await acts()).toEqual(['handler', 'handler', 'job', 'mutation', 'mutation', 'reaction', 'reaction']);
  });

  it('says so to those who may call it, and answers again what it has done', async () => {
    await staff.ok(LIGHT, { key: 'a' });
    await change('BARE');
    expect((await staff.run(LIGHT, { key: 'a' })).data.lampLight).toEqual({ userErrors: [] });
    expect(await shop.as({ permissions: ['lamp:read'] }).run(LIGHT, { key: 'c' })).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN', requiredScopes: ['lamp:light'] } }] });
    expect((await shop.everything({ language: 'zh-TW' }).run(LIGHT, { key: 'd' })).data.lampLight.userErrors[0].message).toBe('方案不含 lamp:其資料可查看,但無法變更。');
    expect(await acts()).toEqual(['mutation']);
  });

  it('acts on to the end of its grace, by the brand\'s clock and under the limits it had', async () => {
    await change('BARE', 2);
    const { graceEndsAt, ...lampStanding } = await stateOfLamp();
    const hours = (new Date(graceEndsAt).getTime() - (await shop.now()).getTime()) / 3_600_000;
    expect([lampStanding, Math.ceil(hours)]).toEqual([{ id: 'lamp', state: 'ENABLED' }, 48]);
    await staff.via(other).ok(LIGHT, { key: 'a' });
    expect((await staff.one('{ brand { limits { plugin limit allowed used } } }')).limits).toEqual([{ plugin: 'lamp', limit: 'acts', allowed: 100, used: 1 }]);
    await change('BARE'); // changes nothing of what was promised
    expect(await stateOfLamp()).toEqual({ id: 'lamp', state: 'ENABLED', graceEndsAt });
    await shop.advanceTo(new Date(new Date(graceEndsAt).getTime() - 3_600_000));
    await staff.via(other).ok(ENTER);
    await platform.drain();
    const count = (await acts()).length;
    await shop.advance({ hours: 1 });
    await staff.via(other).ok(ENTER);
    await platform.drain();
    expect((await staff.via(other).run(LIGHT, { key: 'b' })).data.lampLight).toEqual({ userErrors: [SUSPENDED] });
    expect(await stateOfLamp()).toEqual({ id: 'lamp', state: 'SUSPENDED', graceEndsAt: null });
    expect((await acts()).length).toBe(count);
  });

  it('stops at the end of its grace though nothing else changes', async () => {
    await change('BARE', 1);
    await staff.ok(ENTER);
    expect(await acts()).toEqual(['reaction']);
    await platform.owner.query(`UPDATE platform.brand_plugin SET grace_ends_at = platform.clock(b.clock_offset) + interval '300 milliseconds' FROM platform.brand b WHERE b.id = brand_id AND b.id = $1`, [shop.id]);
    await staff.via(other).ok(STANDING);
    const { revision } = await platform.runtime.brands.reread(shop.id).then((state) => state.brand);
    await new Promise((resolve) => setTimeout(resolve, 350));
    await staff.via(other).ok(ENTER);
    expect([await acts(), (await platform.runtime.brands.reread(shop.id)).brand.revision]).toEqual([['reaction'], revision]);
  });

  it('takes with it at once those who need it, and leaves with a plan that is changed', async () => {
    const plan = { code: `OWN-${shop.id.slice(-8).toUpperCase()}`, name: 'Own', plugins: ['lamp', 'shade'], limits: {} };
    await operator.ok(CREATE, { input: plan });
    await change(plan.code);
    await staff.via(other).ok(ENTER);
    await platform.owner.query('UPDATE platform.plan SET plugins = $2 WHERE code = $1', [plan.code, ['shade']]);
    expect((await staff.one('{ brand { plugins { id state } } }')).plugins).toEqual([{ id: 'lamp', state: 'SUSPENDED' }, { id: 'shade', state: 'SUSPENDED' }]);
    await operator.ok(UPDATE, { code: plan.code, input: { ...plan, plugins: [] } });
    await staff.via(other).ok(ENTER);
    expect(await acts()).toEqual(['reaction']);
    await shop.disable('shade');
    await shop.disable('lamp');
    expect((await staff.one('{ brand { plugins { id state } } }')).plugins).toEqual([{ id: 'lamp', state: 'NOT_IN_PLAN' }, { id: 'shade', state: 'NOT_IN_PLAN' }]);
  });

  it('keeps no grace for later that it had before it was switched off', async () => {
    const plan = { code: `BACK-${shop.id.slice(-8).toUpperCase()}`, name: 'Back', plugins: ['lamp', 'shade'], limits: {} };
    await operator.ok(CREATE, { input: plan });
    await change('BARE', 2);
    await shop.disable('shade');
    await shop.disable('lamp');
    await change(plan.code);
    await shop.enable('lamp');
    await operator.ok(UPDATE, { code: plan.code, input: { ...plan, plugins: [] } });
    expect(await stateOfLamp()).toEqual({ id: 'lamp', state: 'SUSPENDED', graceEndsAt: null });
  });

  it('ends a task between two of its transactions', async () => {
    await staff.ok('mutation { lampWork { userErrors { code } } }');
    task.between = () => change('BARE');
    await platform.drain();
    task.between = () => Promise.resolve();
    await change('FULL');
    await platform.drain();
    expect(await acts()).toEqual(['task begins']);
  });
});

it('a limit that is lowered deletes nothing, and lets nothing more be made', async () => {
  await opened('lamp');
  for (const key of ['a', 'b', 'c']) await staff.ok(LIGHT, { key });
  const low = { ...FULL, code: 'LOW', limits: { lamp: { acts: 2 } } };
  await operator.ok(CREATE, { input: low });
  await change('LOW');
  expect((await staff.via(other).run(LIGHT, { key: 'd' })).data.lampLight.userErrors).toEqual([expect.objectContaining({ code: 'PLAN_LIMIT_EXCEEDED' })]);
  expect(await staff.ok('{ brand { limits { limit allowed used } } lampActs }')).toEqual({ brand: { limits: [{ limit: 'acts', allowed: 2, used: 3 }] }, lampActs: 3 });
});
