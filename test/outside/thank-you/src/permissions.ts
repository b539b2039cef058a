import { definePermissions } from '@regulars/plugin-sdk';

export const permissions = definePermissions('thank-you', {
  read: { description: 'See thank-you cards', roles: ['store-manager', 'support'] },
  write: { description: 'Write thank-you cards', roles: ['support'] },
});
