import { BUILT_IN_ROLES, type BuiltInRoleCode, isBrandPermission, type MaskKind, type PluginDefinition, rolesHolding, type Text } from '@regulars/plugin-sdk';

/** What one role allows and how it sees personal data. */
export interface RoleRights {
  readonly permissions: readonly string[];
  /** By `Type.field`; what is not in it is shown. */
  readonly masks: ReadonlyMap<string, MaskKind>;
}

export interface BuiltInRole extends RoleRights {
  readonly code: BuiltInRoleCode;
  readonly name: Text;
}

const NAMES: Readonly<Record<BuiltInRoleCode, Text>> = {
  owner: { en: 'Owner', 'zh-TW': '擁有者' },
  admin: { en: 'Administrator', 'zh-TW': '管理員' },
  marketer: { en: 'Marketer', 'zh-TW': '行銷人員' },
  'store-manager': { en: 'Store manager', 'zh-TW': '店長' },
  'store-staff': { en: 'Store staff', 'zh-TW': '門市人員' },
  support: { en: 'Support', 'zh-TW': '客服人員' },
  analyst: { en: 'Analyst', 'zh-TW': '分析人員' },
  finance: { en: 'Finance', 'zh-TW': '財務人員' },
  integrator: { en: 'Integrator', 'zh-TW': '系統整合商' },
};

type Rights = Pick<PluginDefinition, 'permissions' | 'maskable'>;

/** Every permission of these modules that a role of a brand may hold, sorted. */
export const brandPermissionsOf = (modules: readonly Rights[]): readonly string[] =>
  modules.flatMap(({ permissions = {} }) => Object.values(permissions)).filter(isBrandPermission).sort();

/** `Type.field` of everything these modules let a role mask, sorted. */
export const maskableFieldsOf = (modules: readonly Rights[]): readonly string[] =>
  modules.flatMap(({ maskable = [] }) => maskable.map(({ field }) => field)).sort();

/** The nine roles that every brand has, as the modules say of each permission and each field who holds and sees it. */
export function builtInRoles(modules: readonly Rights[]): readonly BuiltInRole[] {
  const permissions = brandPermissionsOf(modules);
  const fields = modules.flatMap(({ maskable = [] }) => maskable);
  return BUILT_IN_ROLES.map((code) => ({
    code,
    name: NAMES[code],
    permissions: permissions.filter((permission) => rolesHolding(permission).includes(code)),
    masks: new Map(fields.flatMap(({ field, roles }) => (roles?.[code] ? [[field, roles[code]] as const] : []))),
  }));
}
