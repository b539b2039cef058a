import { definePermissions } from '@regulars/plugin-sdk';

export const permissions = definePermissions('order', {
  read: 'See orders, and preview what an order would give',
  write: 'Record orders and their changes',
  import: 'Import files of orders',
});
