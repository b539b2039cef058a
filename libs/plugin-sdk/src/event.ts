import type { Context } from './context';

/**
 * A fact, named `module.happened`. Emitted, it is an outbox row of the transaction that caused it, and its
 * GraphQL type is the name in PascalCase with `Event` behind it (`order.paid` is `OrderPaidEvent`).
 */
export interface EventType<P = unknown> {
  readonly name: `${string}.${string}`;
  readonly version: number;
  readonly payload?: P;
}

export const defineEvent = <P>(name: `${string}.${string}`, version = 1): EventType<P> => Object.freeze({ name, version });

/** The GraphQL type of an event: `stamp-card.completed` is `StampCardCompletedEvent`. */
export const eventTypeName = (name: string): string => `${name.split(/[.-]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Event`;

/**
 * What a batch of changes is offered to within its own transaction (`ctx.react`).
 *
 * `refresh` re-reads, under the same locks, what an earlier batch was about: a reaction that was deferred
 * runs later, over the present state.
 */
export interface Moment<P = unknown> {
  readonly name: `${string}.${string}`;
  readonly refresh: (ctx: Context, batch: readonly P[]) => Promise<readonly P[]>;
}

export const defineMoment = <P>(name: `${string}.${string}`, refresh: Moment<P>['refresh']): Moment<P> =>
  Object.freeze({ name, refresh });

/** Runs in the causing transaction, over a batch, with set-based statements. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a list holds reactions to batches of any kind
export interface Reaction<P = any> {
  readonly moment: Moment<P>;
  readonly id: string;
  readonly run: (ctx: Context, batch: readonly P[]) => Promise<void>;
  /** Reactions this one must follow, as `module.id`. */
  readonly after: readonly string[];
}

/** `id` identifies the reaction in the log of deferred ones: never rename it. */
export const during = <P>(
  moment: Moment<P>,
  id: string,
  run: Reaction<P>['run'],
  options: { readonly after?: readonly string[] } = {},
): Reaction<P> => Object.freeze({ moment, id, run, after: options.after ?? [] });

/** What a handler or a subscriber sees of an event. */
export interface StoredEvent<P = unknown> {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly at: Date;
  readonly memberId: string | null;
  readonly payload: P;
}

/** Runs after commit, once per event, in a transaction of its own, in order per member. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a list holds handlers of events of any kind
export interface Handler<P = any> {
  readonly event: EventType<P>;
  readonly id: string;
  readonly run: (ctx: Context, payload: P, event: StoredEvent<P>) => Promise<void>;
  /** Events of which this is not true are passed over, at no cost. It sees the payload as JSON, and nothing else. */
  readonly when: ((payload: P) => boolean) | null;
}

/** `id` identifies the handler in the delivery log: never rename it. */
export const on = <P>(event: EventType<P>, id: string, run: Handler<P>['run'], options: { readonly when?: (payload: P) => boolean } = {}): Handler<P> =>
  Object.freeze({ event, id, run, when: options.when ?? null });
