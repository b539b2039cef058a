import { definePermissions } from '@regulars/plugin-sdk';

export const permissions = definePermissions('stamp-card', {
  read: {
    description: "See stamp card programs and members' cards",
    roles: ['marketer', 'store-manager', 'store-staff', 'support', 'analyst', 'integrator'],
  },
  manage: { description: 'Create, change, activate, pause and end stamp card programs', roles: ['marketer'] },
  grant: { description: 'Give stamps by hand, and take them back', roles: ['marketer', 'store-manager', 'support'] },
});
