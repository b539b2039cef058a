import { definePermissions } from '@regulars/plugin-sdk';

export const permissions = definePermissions('lottery', {
  read: { description: "See games, and members' chances and draws", roles: ['marketer', 'store-manager', 'store-staff', 'support', 'analyst', 'integrator'] },
  manage: { description: 'Create, change, simulate, publish, pause and end games', roles: ['marketer'] },
  grant: { description: 'Give chances by hand', roles: ['marketer', 'store-manager', 'support'] },
  draw: { description: 'Draw for members who ask at the shop, take their claims and hand prizes over', roles: ['store-manager', 'store-staff', 'integrator'] },
});
