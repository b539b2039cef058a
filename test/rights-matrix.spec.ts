import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brandPermissionsOf, builtInRoles } from '@regulars/brand/contract';
import { modules } from '@regulars/gateway/installation';
import { actorOf, ANY_CALLER, ANYONE, type Audience } from '@regulars/plugin-sdk';
import { type Answer, TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { isAllowed, matrixText, type Operation, operationsOf } from './support/rights-matrix';
import { createWholePlatform } from './support/shop';

const GOLDEN = join(__dirname, 'golden', 'rights.txt');
const NO_STORE = '00000000-0000-4000-8000-000000000000';
const AT_ONCE = 8;
const PATIENCE = 120_000; // ms: passwords are checked slowly, on purpose

let platform: TestPlatform;
let shop: TestShop;
let staff: readonly Operation[];

beforeAll(async () => {
  platform = await createWholePlatform();
  shop = await platform.brand({ plugins: modules.filter(({ core }) => !core).map(({ id }) => id) });
  staff = operationsOf(platform.runtime, modules, 'staff');
});
afterAll(() => platform?.stop());

const isForbidden = ({ errors = [] }: Answer): boolean => errors.some(({ extensions, path }) => extensions?.code === 'FORBIDDEN' && path?.length === 1);

/** Calls every operation for real, and answers where it went otherwise than expected. */
async function surprises(caller: TestCaller, operations: readonly Operation[], expected: (operation: Operation) => boolean): Promise<string[]> {
  const found: string[] = [];
  const waiting = [...operations];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let operation = waiting.pop(); operation; operation = waiting.pop()) {
      const allowed = !isForbidden(await caller.run(operation.document, operation.variables()));
      if (allowed !== expected(operation)) found.push(`${operation.name} ${allowed ? 'answers' : 'refuses'} ${caller.scope.actor.name}`);
    }
  }));
  return found;
}

describe('the matrix of rights', () => {
  it('is the one in golden/rights.txt', () => {
    const text = matrixText(platform.runtime, modules);
    if (process.env.UPDATE) writeFileSync(GOLDEN, text);
    expect(text).toBe(readFileSync(GOLDEN, 'utf8'));
  });

  it('names a right for every operation, one that some module declares', () => {
    const declared = new Set<string>([...modules.flatMap(({ permissions = {} }) => Object.values(permissions)), ANY_CALLER, ANYONE]);
    const all = (['staff', 'member', 'platform'] as Audience[]).flatMap((audience) => operationsOf(platform.runtime, modules, audience));
    expect(all.filter(({ permission }) => !declared.has(permission)).map(({ audience, name, permission }) => `${audience} ${name}: ${permission}`)).toEqual([]);
    expect(all.filter(({ audience, permission }) => permission === ANY_CALLER && audience === 'platform')).toEqual([]);
  });

  it.each(builtInRoles(modules).map(({ code }) => code))('holds for the %s, in all stores and in some: every cell is called', async (code) => {
    const { permissions, masks } = builtInRoles(modules).find((role) => role.code === code)!;
    for (const storeIds of [undefined, [NO_STORE]]) {
      const caller = shop.as({ name: `${code} ${storeIds ? 'of a store' : ''}`, permissions, masks: Object.fromEntries(masks), ...(storeIds ? { storeIds } : {}) });
      expect(await surprises(caller, staff, (operation) => isAllowed(operation, permissions))).toEqual([]);
    }
  }, PATIENCE);

  it('gives a key with one scope that scope, and nothing else', async () => {
    const guarded = staff.filter(({ permission }) => permission !== ANYONE && permission !== ANY_CALLER);
    for (const permission of brandPermissionsOf(modules)) {
      const key = shop.as({ name: permission, kind: 'integration', permissions: [permission] });
      expect(await surprises(key, guarded, (operation) => operation.permission === permission)).toEqual([]);
    }
  }, PATIENCE);

  it('gives nobody of a brand what is the platform\'s, whatever a credential says', async () => {
    const operations = operationsOf(platform.runtime, modules, 'platform');
    for (const permission of brandPermissionsOf(modules)) expect(operations.filter((operation) => operation.permission === permission)).toEqual([]);
    expect(await surprises(platform.operator([]), operations, ({ permission }) => permission === ANYONE)).toEqual([]);
  });

  it.each(['staff', 'member'] as const)('opens to who has not signed in (%s) the public operations only', async (audience) => {
    const brandId = audience === 'member' ? shop.id : null;
    const anonymous = new TestCaller(platform.runtime, { brandId, audience, actor: actorOf({ kind: 'anonymous', id: 'anonymous', name: 'anonymous', permissions: new Set(brandPermissionsOf(modules)) }) });
    const offered = audience === 'member' ? operationsOf(platform.runtime, modules, audience) : operationsOf(platform.runtime, modules.filter(({ core }) => core), audience);
    expect(await surprises(anonymous, offered, ({ permission }) => permission === ANYONE)).toEqual([]);
  });

  it('sees a hole: an operation that asks for another right than the matrix says', async () => {
    const reader = shop.as({ name: 'reader', permissions: ['order:read'] });
    const claimed = staff.filter(({ name }) => name === 'members').map((operation) => ({ ...operation, permission: 'order:read' }));
    expect(await surprises(reader, claimed, (operation) => isAllowed(operation, ['order:read']))).toEqual(['members refuses reader']);
    expect(await surprises(reader, staff.filter(({ name }) => name === 'orders'), () => false)).toEqual(['orders answers reader']);
  });
});
