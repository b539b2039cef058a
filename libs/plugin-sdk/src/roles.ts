/** The roles that every brand has. Modules say of their permissions and maskable fields which of them they fit. */
export const BUILT_IN_ROLES = ['owner', 'admin', 'marketer', 'store-manager', 'store-staff', 'support', 'analyst', 'finance', 'integrator'] as const;

export type BuiltInRoleCode = (typeof BUILT_IN_ROLES)[number];
