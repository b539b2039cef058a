import { definePlugin } from '@regulars/plugin-sdk';
import { version } from '../package.json';
import { permissions } from './permissions';

/** Everything this plugin adds. */
export const messaging = definePlugin({
  id: 'messaging',
  nouns: ['Message'],
  version,
  sdk: '^1.0.0',
  requires: { brand: '^1.0.0', member: '^1.0.0' },
  permissions,
});
