import { definePermissions } from '@regulars/plugin-sdk';

export const permissions = definePermissions('{{id}}', {
  read: { description: 'See notes about members', roles: ['store-manager', 'support'] },
  write: { description: 'Write notes about members', roles: ['support'] },
});
