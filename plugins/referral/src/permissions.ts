import { definePermissions } from '@regulars/plugin-sdk';

export const permissions = definePermissions('referral', {
  read: { description: 'See programs, who brought whom, and what it gave', roles: ['marketer', 'store-manager', 'support', 'analyst', 'finance', 'integrator'] },
  manage: { description: 'Create, change, publish, pause and end programs', roles: ['marketer'] },
  bind: { description: 'Make links of members who ask at the shop, and note who brought whom', roles: ['store-manager', 'store-staff', 'support', 'integrator'] },
  review: { description: 'Decide about referrals that look like fraud', roles: ['marketer', 'support', 'finance'] },
});
