import { definePermissions } from '@regulars/plugin-sdk';

export const tierPermissions = definePermissions('tier', {
  read: 'See tiers and tier programs',
  configure: 'Edit, preview and activate tier programs',
  set: "Set a member's tier by hand, lock and unlock it",
});
