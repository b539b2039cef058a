import { definePermissions } from '@regulars/plugin-sdk';

export const permissions = definePermissions('brand', {
  read: 'See stores',
  manage: 'Change the brand and its stores, and move a sandbox clock',
  plugins: 'Switch plugins on and off and change their settings',
  import: 'Start and cancel imports',
  jobs: 'Follow imports and read their error files',
  install: 'Create brands and see plans and installed plugins (platform)',
});
