import { definePermissions } from '@regulars/plugin-sdk';

export const permissions = definePermissions('{{id}}', {
  read: 'See notes about members',
  write: 'Write notes about members',
});
