import { definePermissions } from '@regulars/plugin-sdk';

export const permissions = definePermissions('brand', {
  read: { description: 'See stores', roles: ['marketer', 'store-manager', 'store-staff', 'support', 'analyst', 'finance', 'integrator'] },
  manage: 'Change the brand and its stores, and move a sandbox clock',
  plugins: 'Switch plugins on and off and change their settings',
  import: { description: 'Send files, start and cancel imports, and read their error files', roles: ['marketer', 'integrator'] },
  jobs: { description: 'Follow imports', roles: ['marketer', 'integrator'] },
  audit: 'Read who did what and who was shown whom, and verify that none of it was changed',
  keys: 'See, make and revoke API keys',
  staff: 'See, invite, change and deactivate staff, and edit roles',
  quality: { description: 'See whether the books are in order', roles: ['analyst', 'finance', 'integrator'] },
  install: { description: 'Create brands, say what plans grant and which brand is on which, and see installed plugins (platform)', audience: 'platform' },
});
