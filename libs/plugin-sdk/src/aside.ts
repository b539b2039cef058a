import { defineService } from './service';
import type { Statement } from './statement';

/**
 * Reads that are over when they answer: each in a read-only transaction of its own, in the caller's brand (or none).
 * For what has to be known before something slow begins that needs no database (a password is checked, another server
 * is asked): where the unit of work sends its first statement only after that, no connection waits for it. What was
 * read may have changed by then: the unit of work looks again before it writes.
 */
export interface Aside {
  sql<R>(statement: Statement<R>): Promise<R[]>;
}

export const Aside = defineService<Aside>('platform', 'aside');
