import { definePermissions } from '@regulars/plugin-sdk';

export const memberPermissions = definePermissions('member', {
  read: 'See members, their identities and consents, and what happened to them',
  join: 'Enrol members',
  update: 'Change what is known about a member',
  import: 'Import members from a file',
  recruit: 'Make and close recruitment links',
  events: 'Follow live events of members',
});
