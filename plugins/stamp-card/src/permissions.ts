import { definePermissions } from '@regulars/plugin-sdk';

export const permissions = definePermissions('stamp-card', {
  read: 'See stamp card programs and members\' cards',
  manage: 'Create, activate and end stamp card programs',
});
