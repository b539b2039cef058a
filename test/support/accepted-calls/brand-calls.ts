import { upload } from '../shop';
import { type Calls, calledBy, newKey, type Town } from './town';

const byStaff = calledBy(({ staff }) => staff);
const bySpare = calledBy(({ spare }) => spare.staff);

const key = async (town: Town, n: number): Promise<string> =>
  (await town.do('mutation ($name: String!) { apiKeyCreate(input: { name: $name, scopes: ["brand:read"] }) { apiKey { id } userErrors { message } } }', { name: `Key ${n}` })).apiKey.id;

const store = async (town: Town, n: number): Promise<string> =>
  (await town.do('mutation ($code: String!) { storeCreate(input: { code: $code, name: $code }) { store { id } userErrors { message } } }', { code: `ST-${n}` })).store.id;

async function role(town: Town, n: number): Promise<string> {
  const code = `role-${n}`;
  await town.do('mutation ($input: RoleInput!) { roleCreate(input: $input) { userErrors { message } } }', { input: roleInput(code) });
  return code;
}

const roleInput = (code: string, permissions = ['brand:read']): object => ({ code, name: `Role ${code}`, permissions });

const invited = async (town: Town): Promise<string> =>
  (await town.do('mutation ($input: StaffInviteInput!) { staffInvite(input: $input) { staff { id } userErrors { message } } }', { input: { email: town.address(), name: 'New', roles: ['support'] } })).staff.id;

const importInput = async (town: Town, n: number): Promise<object> => ({ kind: 'MEMBERS', file: await upload(town.shop, `externalId,name\nimported-${n},Imported\n`), source: 'pos' });

export const brandCalls: Calls = {
  apiKeyCreate: byStaff((_, n) => ({ input: { name: `Till ${n}`, scopes: ['brand:read', 'order:write'] } })),
  apiKeyOperationsSet: byStaff(async (town, n) => ({ id: await key(town, n), operations: [{ query: '{ brand { code } }', maxCost: 10 }] })),
  apiKeyRevoke: byStaff(async (town, n) => ({ id: await key(town, n) })),
  brandUpdate: bySpare((_, n) => ({ input: { name: `Brand ${n}` } })),
  importCreate: byStaff(async (town, n) => ({ input: await importInput(town, n), idempotencyKey: newKey() })),
  jobCancel: byStaff(async (town, n) => {
    const { job } = await town.do('mutation ($input: ImportCreateInput!, $key: String!) { importCreate(input: $input, idempotencyKey: $key) { job { id } userErrors { message } } }', { input: await importInput(town, n), key: newKey() });
    return { id: job.id };
  }),
  pluginConfigure: bySpare((_, n) => ({ id: 'member', settings: { codesPerHour: n } })),
  pluginEnable: bySpare(async ({ spare }) => {
    await spare.shop.disable('stamp-card');
    return { id: 'stamp-card' };
  }),
  pluginDisable: bySpare(async ({ spare }) => {
    await spare.shop.enable('stamp-card');
    return { id: 'stamp-card' };
  }),
  roleCreate: byStaff((_, n) => ({ input: roleInput(`new-${n}`) })),
  roleUpdate: byStaff(async (town, n) => ({ code: await role(town, n), input: roleInput(`role-${n}`, ['brand:read', 'order:read']) })),
  roleDelete: byStaff(async (town, n) => ({ code: await role(town, n) })),
  staffInvite: byStaff((town) => ({ input: { email: town.address(), name: 'New', roles: ['support', 'analyst'] } })),
  staffUpdate: byStaff(async (town) => ({ id: await invited(town), input: { name: 'Renamed', roles: ['finance'] } })),
  staffDeactivate: byStaff(async (town) => ({ id: (await town.colleague()).id })),
  storeCreate: byStaff((_, n) => ({ input: { code: `N-${n}`, name: 'New' } })),
  storeUpdate: byStaff(async (town, n) => ({ id: await store(town, n), input: { code: `ST-${n}`, name: 'Renamed' } })),
  storeClose: byStaff(async (town, n) => ({ id: await store(town, n) })),
};
