import { type BooksService, type BooksStanding, statement } from '@regulars/plugin-sdk';
import type { RequestContext } from '../request-context';
import { lookIn, watched } from './look';
import { readProgress } from './sight';

const counts = statement<{ invariant: string; violations: number }>('platform.books-counts', 'SELECT invariant, count(*)::int AS violations FROM platform.invariant_finding GROUP BY invariant');

/** What the watch has found; of a brand it has not come to yet, what a look at it finds now. */
export class BooksOf implements BooksService {
  constructor(private readonly ctx: RequestContext) {}

  async standing(): Promise<BooksStanding> {
    const { ctx } = this;
    const invariants = watched(ctx.platform, ctx.brand.modules);
    const [{ checkedAt }, rows] = await Promise.all([readProgress(ctx), ctx.sql(counts())]);
    const found = new Map(rows.map(({ invariant, violations }) => [invariant, violations]));
    if (checkedAt === null) for (const { invariant } of (await lookIn(ctx, invariants)).findings) found.set(invariant, (found.get(invariant) ?? 0) + 1);
    return { checkedAt: checkedAt ?? ctx.now, checks: invariants.map(({ id, description }) => ({ invariant: id, description, violations: found.get(id) ?? 0 })) };
  }
}
