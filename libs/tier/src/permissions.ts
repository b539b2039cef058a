import { definePermissions } from '@regulars/plugin-sdk';

export const tierPermissions = definePermissions('tier', {
  read: { description: 'See tiers and tier programs', roles: ['marketer', 'store-manager', 'store-staff', 'support', 'analyst', 'finance', 'integrator'] },
  configure: { description: 'Edit, preview and activate tier programs', roles: ['marketer'] },
  set: { description: "Set a member's tier by hand, lock and unlock it", roles: ['support'] },
});
