import { definePermissions } from '@regulars/plugin-sdk';

export const permissions = definePermissions('points', {
  read: {
    description: 'See earn rules, points settings and single entries of the ledger',
    roles: ['marketer', 'store-manager', 'store-staff', 'support', 'analyst', 'finance', 'integrator'],
  },
  configure: { description: 'Edit earn rules and points settings', roles: ['marketer'] },
  grant: { description: 'Give points to members by hand', roles: ['store-manager', 'support'], secondFactor: true },
  burn: { description: 'Take points off members for what they redeem', roles: ['store-manager', 'store-staff', 'integrator'] },
});
