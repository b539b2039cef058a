import { join } from 'node:path';
import { modules } from '@regulars/gateway/installation';
import { checkSchemas } from './snapshots';

it('the committed schemas are what is installed, and keep their contracts', () => {
  expect(checkSchemas(join(__dirname, '../..'), modules).problems).toEqual([]);
});
