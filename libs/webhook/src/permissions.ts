import { definePermissions } from '@regulars/plugin-sdk';

export const permissions = definePermissions('webhook', {
  read: { description: 'See webhook endpoints and what was delivered to them', roles: ['integrator'] },
  manage: { description: 'Set up webhook endpoints, rotate their secrets, and have events delivered again', roles: ['integrator'] },
});
