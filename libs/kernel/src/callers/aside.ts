import type { Aside, Statement } from '@regulars/plugin-sdk';
import type { Pool } from 'pg';
import { rejectedAsOver } from '../failures';
import type { RequestContext } from '../request-context';
import type { Session } from '../request-session';
import { onItsOwn } from './on-its-own';

/** On a pool that no unit of work borrows from: whoever asks may hold a connection of that one. */
export class AsideOf implements Aside {
  constructor(private readonly ctx: RequestContext, private readonly pool: Pool) {}

  async sql<R>(statement: Statement<R>): Promise<R[]> {
    const { session, scope } = this.ctx;
    if (session.ended) return rejectedAsOver();
    await giveBackIdle(session);
    return onItsOwn(this.pool, { readOnly: true, brandId: scope.brandId, stores: this.ctx.storesSeen() }, statement);
  }
}

/** An earlier field of the request may have left a connection that nothing is underway on. */
async function giveBackIdle(session: Session): Promise<void> {
  const { lease, transaction } = session;
  if (!lease || transaction) return;
  session.lease = null;
  await lease.release();
}
