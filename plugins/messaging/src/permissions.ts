import { definePermissions } from '@regulars/plugin-sdk';

export const permissions = definePermissions('messaging', {
  read: { description: 'See templates, broadcasts and what became of messages', roles: ['marketer', 'store-manager', 'support', 'analyst'] },
  manage: { description: 'Write templates, choose automatic messages', roles: ['marketer'] },
  send: { description: 'Send broadcasts, and stop them', roles: ['marketer'] },
  channels: { description: 'Set up channels and the credentials of their providers', secondFactor: true },
});
