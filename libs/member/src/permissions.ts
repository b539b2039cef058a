import { definePermissions } from '@regulars/plugin-sdk';

export const memberPermissions = definePermissions('member', {
  read: {
    description: 'See members, their identities and consents, and what happened to them',
    roles: ['marketer', 'store-manager', 'store-staff', 'support', 'analyst', 'integrator'],
  },
  join: { description: 'Enrol members', roles: ['store-manager', 'store-staff', 'support', 'integrator'] },
  update: { description: 'Change what is known about a member', roles: ['store-manager', 'support', 'integrator'] },
  freeze: { description: 'Freeze members, and lift it', roles: ['support'] },
  withdraw: { description: 'End a membership at the member\'s wish', roles: ['support'] },
  consents: { description: 'Record what members agree to', roles: ['store-manager', 'support', 'integrator'] },
  import: { description: 'Import members from a file', roles: ['marketer', 'integrator'] },
  recruit: { description: 'Make and close recruitment links', roles: ['marketer', 'store-manager'] },
  merge: { description: 'Merge members who are one person, undo it, and decide on suggestions', roles: ['support'] },
  erase: { description: 'Erase what is known about a member', roles: [] },
  export: { description: 'Export everything held about a member; not for who sees members in part', secondFactor: true },
  requests: { description: 'Receive and answer what members ask by law: access, correction, erasure', roles: ['support'] },
  events: { description: 'Follow live events of members', roles: ['marketer', 'support', 'integrator'] },
});
