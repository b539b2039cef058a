import { definePermissions } from '@regulars/plugin-sdk';

export const permissions = definePermissions('stamp-card', {
  read: {
    description: "See stamp card programs and members' cards",
    roles: ['marketer', 'store-manager', 'store-staff', 'support', 'analyst', 'integrator'],
  },
  manage: { description: 'Create, activate and end stamp card programs', roles: ['marketer'] },
});
