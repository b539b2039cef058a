import { createHmac } from 'node:crypto';

/** What an entry is drawn by: HMAC-SHA256 of its message under the seed, in hexadecimal. The lowest has the first place. */
export const ticketOf = (seed: string, message: string): string => createHmac('sha256', Buffer.from(seed, 'hex')).update(message).digest('hex');

export interface Ticket<E> {
  readonly entry: E;
  readonly ticket: string;
}

/** The best entry of each member, the lowest ticket first: nobody has two places. */
export class Tickets<E extends { readonly member_id: string }> {
  private readonly best = new Map<string, Ticket<E>>();

  constructor(private readonly seed: string, private readonly messageOf: (entry: E) => string) {}

  /** Answers its ticket. */
  add(entry: E): string {
    const ticket = ticketOf(this.seed, this.messageOf(entry));
    const known = this.best.get(entry.member_id);
    if (!known || ticket < known.ticket) this.best.set(entry.member_id, { entry, ticket });
    return ticket;
  }

  /** In the order of the places. */
  get places(): readonly Ticket<E>[] {
    return [...this.best.values()].sort((a, b) => (a.ticket < b.ticket ? -1 : 1));
  }
}

/** One prize for each place, in the order in which they were declared: as many of each as its weight. */
export const prizesInOrder = (prizes: readonly { readonly key: string; readonly weight: number }[]): string[] =>
  prizes.flatMap(({ key, weight }) => Array<string>(weight).fill(key));
