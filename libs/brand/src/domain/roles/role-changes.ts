import { type Context, InvalidInputError, type MaskKind, NotFoundError, Problems, readName, reject } from '@regulars/plugin-sdk';
import { deleteRole, holdersOf, insertRole, lockRole, type RoleRow, selectRoles, updateRole } from '../../data/role.statements';
import { beyond, beyondRights } from './grants';
import { fromRow, isBuiltIn, maskablesOf, permissionsOf } from './roles';

export interface RoleInputs {
  readonly code: string;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly masks?: readonly { readonly field: string; readonly mask: MaskKind }[] | null;
}

const CODE = /^[a-z][a-z0-9-]{1,39}$/;
const MAX_NAME = 100;
const MAX_ROLES = 100;

const noSuchRole = (code: string): never => reject(new NotFoundError({ en: 'There is no such role.', 'zh-TW': '找不到此角色。' }, 'code', code));

function check(ctx: Context, input: RoleInputs): RoleRow {
  const problems = new Problems();
  const { code } = input;
  if (!CODE.test(code)) problems.add('input.code', { en: 'Give 2 to 40 lower-case letters, digits or dashes, and begin with a letter.', 'zh-TW': '請填 2 至 40 個小寫字母、數字或連字號,並以字母開頭。' });
  const name = readName(input.name, MAX_NAME, 'input.name', problems);
  const known = new Set(permissionsOf(ctx));
  for (const [index, permission] of input.permissions.entries()) {
    if (!known.has(permission)) problems.add(['input', 'permissions', index], { en: `There is no permission ${permission}.`, 'zh-TW': `沒有權限 ${permission}。` });
  }
  const fields = new Set(maskablesOf(ctx));
  for (const [index, { field }] of (input.masks ?? []).entries()) {
    if (!fields.has(field)) problems.add(['input', 'masks', index, 'field'], { en: `${field} cannot be masked.`, 'zh-TW': `${field} 無法遮罩。` });
  }
  problems.throwIfAny();
  return { code, name, permissions: [...new Set(input.permissions)].sort(), masks: Object.fromEntries((input.masks ?? []).map(({ field, mask }) => [field, mask])) };
}

/** A role has no stores of its own: changing one reaches whoever holds it, anywhere. */
function refuseBeyond(ctx: Context, role: RoleRow, path: string): void {
  if (ctx.actor.storeIds !== null) reject(beyondRights(path, ['stores']));
  const missing = beyond(ctx.actor, fromRow(role));
  if (missing.length > 0) reject(beyondRights(path, missing));
}

async function lock(ctx: Context, code: string): Promise<RoleRow> {
  if (isBuiltIn(ctx, code)) reject(new InvalidInputError({ en: 'Every brand has this role, as it is.', 'zh-TW': '內建角色無法變更。' }, 'code'));
  return (await ctx.sql(lockRole(code)))[0] ?? noSuchRole(code);
}

export async function createRole(ctx: Context, input: RoleInputs): Promise<string> {
  const role = check(ctx, input);
  refuseBeyond(ctx, role, 'input.permissions');
  const taken = () => reject(new InvalidInputError({ en: 'Another role has this code.', 'zh-TW': '此角色代碼已被使用。' }, 'input.code'));
  if (isBuiltIn(ctx, role.code)) taken();
  const [created] = await ctx.sql(insertRole(role.code, role.name, role.permissions, JSON.stringify(role.masks)));
  if (!created) taken();
  if ((await ctx.sql(selectRoles())).length > MAX_ROLES) reject(new InvalidInputError({ en: `A brand has at most ${MAX_ROLES} roles of its own.`, 'zh-TW': `自訂角色最多 ${MAX_ROLES} 個。` }, 'input.code'));
  return role.code;
}

/** Whoever holds it has the new rights from their next request on, 5 seconds later at most. */
export async function changeRole(ctx: Context, code: string, input: RoleInputs): Promise<string> {
  const before = await lock(ctx, code);
  const role = check(ctx, input);
  if (role.code !== code) reject(new InvalidInputError({ en: 'The code of a role stays.', 'zh-TW': '角色代碼不可變更。' }, 'input.code'));
  refuseBeyond(ctx, before, 'code');
  refuseBeyond(ctx, role, 'input.permissions');
  await ctx.sql(updateRole(code, role.name, role.permissions, JSON.stringify(role.masks)));
  return code;
}

export async function removeRole(ctx: Context, code: string): Promise<void> {
  refuseBeyond(ctx, await lock(ctx, code), 'code');
  const [holders] = await ctx.sql(holdersOf(code));
  if (holders?.held) reject(new InvalidInputError({ en: 'Somebody has this role: give them another one first.', 'zh-TW': '仍有人員使用此角色,請先變更。' }, 'code'));
  await ctx.sql(deleteRole(code));
}
