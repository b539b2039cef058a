import { definePermissions } from '@regulars/plugin-sdk';

export const permissions = definePermissions('brand', {
  read: 'See stores',
  manage: 'Change the brand and its stores, and move a sandbox clock',
  plugins: 'Switch plugins on and off and change their settings',
  import: 'Send files, start and cancel imports, and read their error files',
  jobs: 'Follow imports',
  install: 'Create brands and see plans and installed plugins (platform)',
});
