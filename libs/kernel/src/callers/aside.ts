import type { Aside, Statement } from '@regulars/plugin-sdk';
import type { Pool } from 'pg';
import type { RequestContext } from '../request-context';
import { onItsOwn } from './on-its-own';

/** On a pool that no unit of work borrows from: whoever asks may hold a connection of that one. */
export class AsideOf implements Aside {
  constructor(private readonly ctx: RequestContext, private readonly pool: Pool) {}

  async sql<R>(statement: Statement<R>): Promise<R[]> {
    const { ctx } = this;
    await ctx.giveBackIdle();
    return onItsOwn(this.pool, { readOnly: true, brandId: ctx.scope.brandId, stores: ctx.storesSeen() }, statement);
  }
}
