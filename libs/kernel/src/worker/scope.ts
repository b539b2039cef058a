import { actorOf } from '@regulars/plugin-sdk';
import type { Scope } from '../runtime';

/** The unit of work of something the platform runs by itself: `id` names it, as `module/handler`. */
export const systemScope = (brandId: string, id: string, more: Pick<Scope, 'now' | 'readOnly'> = {}): Scope => ({
  brandId,
  audience: 'staff',
  actor: actorOf({ kind: 'system', id, name: id }),
  ...more,
});
