import { definePermissions } from '@regulars/plugin-sdk';

export const permissions = definePermissions('order', {
  read: {
    description: 'See orders, and preview what an order would give',
    roles: ['marketer', 'store-manager', 'store-staff', 'support', 'analyst', 'finance', 'integrator'],
  },
  write: { description: 'Record orders and their changes', roles: ['store-manager', 'store-staff', 'integrator'] },
  till: { description: 'Sell at the till: quote a basket, take coupons and points for it, and undo the sale', roles: ['store-manager', 'store-staff', 'integrator'] },
  import: { description: 'Import files of orders', roles: ['integrator'] },
});
