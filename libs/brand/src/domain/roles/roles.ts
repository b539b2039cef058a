import { type Context, Platform, textIn } from '@regulars/plugin-sdk';
import { type RoleRow, selectRoles } from '../../data/role.statements';
import { brandPermissionsOf, type BuiltInRole, builtInRoles, maskableFieldsOf, type RoleRights } from './built-in';

/** A role as the brand sees it. */
export interface Role extends RoleRights {
  readonly code: string;
  readonly name: string;
  readonly builtIn: boolean;
}

/** What the modules of the brand, suspended ones too, say can be allowed and masked. */
const modulesOf = (ctx: Context) => ctx.use(Platform).installed().filter(({ id }) => ctx.brand.modules.has(id) || ctx.brand.suspended.has(id));

export const permissionsOf = (ctx: Context): readonly string[] => brandPermissionsOf(modulesOf(ctx));
/** Those of modules that are switched off, too. */
export const installedPermissionsOf = (ctx: Context): readonly string[] => brandPermissionsOf(ctx.use(Platform).installed());
export const maskablesOf = (ctx: Context): readonly string[] => maskableFieldsOf(modulesOf(ctx));
const builtInsOf = (ctx: Context): readonly BuiltInRole[] => builtInRoles(modulesOf(ctx));

export const isBuiltIn = (ctx: Context, code: string): boolean => builtInsOf(ctx).some((role) => role.code === code);

const fromBuiltIn = (role: BuiltInRole, language: string): Role => ({ ...role, name: textIn(role.name, language), builtIn: true });
export const fromRow = (row: RoleRow): Role => ({ ...row, masks: new Map(Object.entries(row.masks)), builtIn: false });

/** The built-in ones first, then the brand's own by code. */
export async function rolesOf(ctx: Context): Promise<readonly Role[]> {
  const own = await ctx.cached('brand.roles', (reading) => reading.sql(selectRoles()));
  return [...builtInsOf(ctx).map((role) => fromBuiltIn(role, ctx.language)), ...own.map(fromRow)];
}

/** One of the brand's own, as the database has it now: for the answer of a change. */
export async function findRole(ctx: Context, code: string): Promise<Role | null> {
  const row = (await ctx.sql(selectRoles())).find((role) => role.code === code);
  return row ? fromRow(row) : null;
}

/** As the database has the brand's own now, not as they are kept. Codes that name no role are left out. */
export function pickRoles(ctx: Context, codes: readonly string[], own: readonly RoleRow[]): readonly Role[] {
  const wanted = new Set(codes);
  return [...builtInsOf(ctx).filter(({ code }) => wanted.has(code)).map((role) => fromBuiltIn(role, ctx.language)), ...own.filter(({ code }) => wanted.has(code)).map(fromRow)];
}
