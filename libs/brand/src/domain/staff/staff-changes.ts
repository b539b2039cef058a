import { type Context, InstallationLimits, InvalidInputError, newUuid, NotFoundError, Problems, readId, readName, reject, Sessions } from '@regulars/plugin-sdk';
import { keepRoles } from '../../data/role.statements';
import { deactivateStaff, inviteStaff, lockStaff, lockStaffOfAccount, selectStaff, type StaffRow, updateStaff } from '../../data/staff.statements';
import { StaffLastOwnerError } from '../../errors';
import { composeRoles } from '../roles/compose';
import { beyond, beyondRights, beyondStores } from '../roles/grants';
import { pickRoles } from '../roles/roles';
import { STORE_PREFIX } from '../store-changes';
import { Stores } from '../stores';
import { accountFor, readAddress } from './accounts';
import { deliver, LIVES, newCode } from './codes';

export const STAFF_PREFIX = 'stf';
export const OWNER = 'owner';
const MAX_NAME = 100;
const MAX_ROLES = 20;
const MAX_STORES = 1_000;
/** To one address, from whichever brand. */
const INVITATIONS = [{ max: 10, seconds: 86_400 }];

export interface InviteInputs {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly storeIds?: readonly string[] | null;
}

export type StaffInputs = { readonly [K in 'name' | 'roles' | 'storeIds']?: InviteInputs[K] | null };

const noSuchStaff = (id: string): never => reject(new NotFoundError({ en: 'There is no such person.', 'zh-TW': '找不到此人員。' }, 'id', id));

/** Answers uuids; null: all stores. */
async function readStores(ctx: Context, ids: readonly string[] | null, problems: Problems): Promise<string[] | null> {
  if (ids === null) return null;
  if (ids.length === 0 || ids.length > MAX_STORES) problems.add('input.storeIds', { en: `Give 1 to ${MAX_STORES}, or leave it out for all.`, 'zh-TW': `請填 1 至 ${MAX_STORES} 間門市,或不填表示全部。` });
  const uuids = ids.map((id) => readId(STORE_PREFIX, id));
  const known = await ctx.use(Stores).byIds(uuids.flatMap((uuid) => uuid ?? []));
  for (const [index, uuid] of uuids.entries()) {
    if (uuid === null || !known.has(uuid)) problems.push(new NotFoundError({ en: 'There is no such store.', 'zh-TW': '找不到此門市。' }, ['input', 'storeIds', index], ids[index]));
  }
  return [...new Set(uuids.flatMap((uuid) => uuid ?? []))].sort();
}

/** What somebody with these roles would have. The brand's own ones stay until this transaction ends. */
async function rightsFor(ctx: Context, codes: readonly string[], problems: Problems | null = null) {
  const roles = pickRoles(ctx, codes, await ctx.sql(keepRoles(codes)));
  for (const [index, code] of codes.entries()) {
    if (!roles.some((role) => role.code === code)) problems?.push(new NotFoundError({ en: 'There is no such role.', 'zh-TW': '找不到此角色。' }, ['input', 'roles', index], code));
  }
  const { permissions, masks } = composeRoles(roles);
  return { permissions: [...permissions], masks };
}

/** Owners are made and unmade by owners alone, whatever else somebody may do. */
export async function isOwner(ctx: Context): Promise<boolean> {
  if (ctx.actor.kind !== 'staff') return false;
  return (await ctx.sql(selectStaff([ctx.actor.id]))).some(({ id, state, roles }) => id === ctx.actor.id && state === 'ACTIVE' && roles.includes(OWNER));
}

/** Rejects when these roles in these stores are more than the caller has. */
async function refuseBeyond(ctx: Context, path: string, codes: readonly string[], storeIds: readonly string[] | null, rights: Awaited<ReturnType<typeof rightsFor>>): Promise<void> {
  const missing = beyond(ctx.actor, rights);
  if (beyondStores(ctx.actor, storeIds)) missing.push('stores');
  if (codes.includes(OWNER) && !(await isOwner(ctx))) missing.push(OWNER);
  if (missing.length > 0) reject(beyondRights(path, missing));
}

function checkRoles(codes: readonly string[], problems: Problems): string[] {
  if (codes.length === 0 || codes.length > MAX_ROLES) problems.add('input.roles', { en: `Give 1 to ${MAX_ROLES} roles.`, 'zh-TW': `請填 1 至 ${MAX_ROLES} 個角色。` });
  return [...new Set(codes)];
}

/** Invites somebody, or once more who has not accepted yet or was deactivated. The code goes to their address only. */
export async function invite(ctx: Context, input: InviteInputs): Promise<string> {
  const problems = new Problems();
  const address = readAddress(input.email);
  if (address === null) problems.add('input.email', { en: 'Give an e-mail address.', 'zh-TW': '請填電子郵件地址。' });
  const name = readName(input.name, MAX_NAME, 'input.name', problems);
  const codes = checkRoles(input.roles, problems);
  const storeIds = await readStores(ctx, input.storeIds ?? null, problems);
  const rights = await rightsFor(ctx, codes, problems);
  problems.throwIfAny();
  await refuseBeyond(ctx, 'input.roles', codes, storeIds, rights);
  if (address === null || (await ctx.use(InstallationLimits).take('brand.staff-invite', address, INVITATIONS)) !== null) {
    return reject(new InvalidInputError({ en: 'This address was invited too often today.', 'zh-TW': '此地址今日邀請次數過多。' }, 'input.email'));
  }
  const accountId = await accountFor(ctx, address);
  const [before] = await ctx.sql(lockStaffOfAccount(accountId));
  if (before) await refuseBeyond(ctx, 'input.email', before.roles, before.storeIds, await rightsFor(ctx, before.roles));
  const { code, hash } = newCode(ctx, 'invitation');
  const [invited] = await ctx.sql(inviteStaff(newUuid(), accountId, name, codes, storeIds, hash, LIVES.invitation));
  if (!invited) return reject(new InvalidInputError({ en: 'This person works here already.', 'zh-TW': '此人員已在職。' }, 'input.email'));
  await deliver(ctx, 'invitation', code, address);
  return invited.id;
}

/** Locks somebody whom the caller may change, and with them every active owner. */
async function lockTarget(ctx: Context, id: string): Promise<{ readonly staff: StaffRow; readonly isLastOwner: boolean }> {
  const uuid = readId(STAFF_PREFIX, id) ?? noSuchStaff(id);
  const locked = await ctx.sql(lockStaff(uuid));
  const staff = locked.find((one) => one.id === uuid) ?? noSuchStaff(id);
  await refuseBeyond(ctx, 'id', staff.roles, staff.storeIds, await rightsFor(ctx, staff.roles));
  const owners = locked.filter(({ state, roles }) => state === 'ACTIVE' && roles.includes(OWNER));
  return { staff, isLastOwner: owners.length === 1 && owners[0]?.id === uuid };
}

const keepLastOwner = (path: string): never => reject(new StaffLastOwnerError({ en: 'This is the last owner: make somebody else an owner first.', 'zh-TW': '此為最後一位擁有者,請先指定其他擁有者。' }, path));

/** Absent leaves; `storeIds: null` is all stores. Effective within 5 seconds wherever the person is signed in. */
export async function change(ctx: Context, id: string, input: StaffInputs): Promise<string> {
  const { staff, isLastOwner } = await lockTarget(ctx, id);
  const problems = new Problems();
  const name = readName(input.name ?? staff.name, MAX_NAME, 'input.name', problems);
  const codes = input.roles == null ? staff.roles : checkRoles(input.roles, problems);
  const storeIds = input.storeIds === undefined ? staff.storeIds : await readStores(ctx, input.storeIds, problems);
  const rights = await rightsFor(ctx, codes, input.roles == null ? null : problems);
  problems.throwIfAny();
  await refuseBeyond(ctx, 'input.roles', codes, storeIds, rights);
  if (isLastOwner && (!codes.includes(OWNER) || storeIds !== null)) keepLastOwner('input.roles');
  await ctx.sql(updateStaff(staff.id, name, codes, storeIds));
  return staff.id;
}

/** Ends every session of theirs in this brand; what they did keeps their name. */
export async function deactivate(ctx: Context, id: string): Promise<string> {
  const { staff, isLastOwner } = await lockTarget(ctx, id);
  if (isLastOwner) keepLastOwner('id');
  await ctx.sql(deactivateStaff(staff.id));
  await ctx.use(Sessions).endAll({ id: staff.id, accountId: null });
  return staff.id;
}
