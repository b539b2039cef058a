import { definePermissions } from '@regulars/plugin-sdk';

export const permissions = definePermissions('gift-coupon', {
  read: {
    description: "See gift coupon templates and members' coupons",
    roles: ['marketer', 'store-manager', 'store-staff', 'support', 'analyst', 'integrator'],
  },
  manage: { description: 'Create, activate, pause and end gift coupon templates; make bundles', roles: ['marketer'] },
  issue: { description: 'Give coupons and bundles to members, and revoke coupons', roles: ['marketer', 'store-manager', 'support'] },
  transfer: { description: 'Give coupons on from one member to another, for them', roles: ['store-manager', 'store-staff', 'support'] },
  redeem: { description: 'Preview, reserve, redeem and reverse coupons at a till', roles: ['store-manager', 'store-staff', 'integrator'] },
  agree: { description: 'See, propose, accept and end agreements with other brands, and what is owed under them', roles: ['finance'] },
});
