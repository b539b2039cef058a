import { definePermissions } from '@regulars/plugin-sdk';

export const permissions = definePermissions('points', {
  read: 'See earn rules, points settings and single entries of the ledger',
  configure: 'Edit earn rules and points settings',
  grant: 'Give points to members',
  burn: 'Take points off members for what they redeem',
});
