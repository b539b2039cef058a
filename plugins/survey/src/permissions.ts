import { definePermissions } from '@regulars/plugin-sdk';

export const permissions = definePermissions('survey', {
  read: { description: 'See surveys and what came of them, nobody by name', roles: ['marketer', 'store-manager', 'support', 'analyst'] },
  manage: { description: 'Write, publish and close surveys', roles: ['marketer'] },
  answers: { description: 'See what single members answered', roles: ['store-manager', 'support'] },
  export: { description: 'Export what members answered; not for who sees members in part', secondFactor: true },
});
