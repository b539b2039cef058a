import type { GraphQLResolveInfo } from 'graphql';
import type { ObjectLiteral, Repository } from 'typeorm';
import type { Rejection } from './errors';
import type { EventType, Moment } from './event';
import type { ExtensionPoint } from './extension-point';
import type { Loader } from './loader';
import type { Permission } from './permission';
import type { ServiceToken } from './service';
import type { SettingsDefinition } from './settings';
import type { Statement } from './statement';
import type { TaskDefinition } from './task';

export type Class<T = object> = abstract new (...args: never[]) => T;
/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** `staff`: a brand's people, tills and integrators. `member`: one member. `platform`: who runs the installation. */
export type Audience = 'staff' | 'member' | 'platform';

/** Who acts, and with which rights. */
export interface Actor {
  /** `anonymous`: nobody yet; may call only what is open to `ANYONE`. */
  readonly kind: 'staff' | 'integration' | 'member' | 'platform' | 'system' | 'anonymous';
  /** The staff member's, key's, member's or handler's id, the same in all its sessions; part of the scope of an idempotency key. */
  readonly id: string;
  readonly name: string;
  /** The member a `member` actor is, as a uuid. */
  readonly memberId: string | null;
  readonly permissions: ReadonlySet<string>;
  /** What its roles allow beside `permissions`, but only to who signed in with a second factor. */
  readonly withheld: ReadonlySet<string>;
  /** The stores its rights are limited to, as uuids; null: all of the brand's. */
  readonly storeIds: ReadonlySet<string> | null;
  /** How it sees fields of personal data, by `Type.field`; what is not in it is shown. */
  readonly masks: ReadonlyMap<string, MaskKind>;
  /** The session it signed in with; null for keys and for work of the platform's own. */
  readonly sessionId: string | null;
  /** Then it is told again what it was told of the act that ended it, and may do nothing. */
  readonly sessionEnded: boolean;
}

/** How a role sees a field of personal data: not at all, or in part. */
export type MaskKind = 'HIDE' | 'PARTIAL';

/** An actor who may do what `permissions` say, in all stores and with nothing masked, unless said otherwise. */
export const actorOf = (actor: Pick<Actor, 'kind' | 'id' | 'name'> & Partial<Actor>): Actor =>
  Object.freeze({ memberId: null, permissions: new Set<string>(), withheld: new Set<string>(), storeIds: null, masks: new Map<string, MaskKind>(), sessionId: null, sessionEnded: false, ...actor });

/** The member who calls, as a uuid: a credential of the member audience always names one. */
export function meOf(ctx: Context): string {
  const { memberId } = ctx.actor;
  if (memberId === null) throw new Error('The credential names no member');
  return memberId;
}

/** The tenant. Everything here is fixed for the length of a unit of work. */
export interface Brand {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  /** IANA. */
  readonly timeZone: string;
  /** ISO 4217. */
  readonly currency: string;
  /** ISO 3166-1 alpha-2: how a phone number without a country code is read. */
  readonly region: string;
  /** Minutes after midnight at which the business day begins. */
  readonly dayStartsAt: number;
  readonly locales: readonly string[];
  readonly sandbox: boolean;
  readonly planCode: string;
  /** Rises with every `brandUpdate`; what its `expectedVersion` is compared with. */
  readonly version: number;
  /** Rises with every change of what the brand has set up (settings, rules, programs, plugins, plan). */
  readonly revision: bigint;
  /** Ids of the modules that act for the brand: core, and plugins that are enabled and granted. */
  readonly modules: ReadonlySet<string>;
  /** Ids of plugins that the plan grants no longer: what they know can be read, and nothing of them acts. */
  readonly suspended: ReadonlySet<string>;
}

/** One unit of work: one brand, one actor, at most one database transaction at a time. */
export interface Context {
  /** Throws on the platform audience, whose unit of work has no brand. */
  readonly brand: Brand;
  readonly actor: Actor;
  readonly audience: Audience;
  /** The brand's clock: the database's time, or where a sandbox clock stands. Fixed for the unit of work. */
  readonly now: Date;
  /** BCP 47, the best match of the caller's languages and ours (`en`, `zh-TW`). */
  readonly language: string;

  /** Sends a statement at once, pipelined behind those in flight; opens the transaction on first use. A write may be left to the commit: its failure fails the commit. */
  sql<R>(statement: Statement<R>): Promise<R[]>;
  /** TypeORM on the same connection and transaction, for administration. `save` and relations are not to be used. */
  repo<E extends ObjectLiteral>(entity: Class<E>): Promise<Repository<E>>;

  can(permission: Permission): boolean;
  use<T>(service: ServiceToken<T>): T;
  /** In order of module dependency; only of modules this brand has enabled. */
  extensions<T>(point: ExtensionPoint<T>): readonly T[];
  settings<S>(definition: SettingsDefinition<S>): Promise<S>;
  /**
   * What `read` gives, kept for the brand until its revision changes. For rules and programs: every table
   * they stand in must be under `CALL platform.track_revision(...)`.
   */
  cached<T>(key: string, read: (ctx: Context) => Promise<T>): Promise<T>;

  /** Names, by its public id, something a mutation concerns that neither its arguments nor the references it answers with tell: for the audit row. */
  about(id: string): void;
  /** Records that the caller was shown personal data of these members (uuids): the audit row is there before the answer leaves. */
  accessed(memberIds: readonly string[], fields: readonly string[]): void;

  load<K, V>(loader: Loader<K, V>, key: K): Promise<V>;
  /** Starts, without waiting, the loaders of those selected fields of `type` that are declared as prefetchable. */
  prefetch(type: string, id: string, info: GraphQLResolveInfo, path?: readonly string[]): void;
  /** The object behind a public id (`mbr_…`), or null: foreign, absent and not allowed look the same. */
  node(id: string): Promise<object | null>;

  /** An outbox row, written with the commit. `about` is the member it concerns. */
  emit<P extends object>(event: EventType<P>, payload: P, about?: string | null, options?: { readonly at?: Date }): void;
  /** Runs every enabled module's reactions to a batch, concurrently, in this transaction. */
  react<P>(moment: Moment<P>, batch: readonly P[]): Promise<void>;
  /** Starts background work if, and only if, this transaction commits. */
  enqueue<P extends object>(task: TaskDefinition<P>, payload: P): Promise<void>;

  /** Rejects with PlanLimitExceededError when `used` is over what the plan grants. Counted in this transaction, after `holdBrand` or another lock, else two at once pass. */
  withinLimit(module: string, limit: string, used: number): void;
  /** A value for the length of this transaction, made once: how two reactions share one read. */
  once<T>(key: string, make: () => Promise<T>): Promise<T>;
  /** An opaque token of `value` that only `unseal` with the same purpose reads; for cursors. Not secret. */
  seal(purpose: string, value: Json): string;
  /** Null for a token that was made for another purpose, or not by this installation. */
  unseal(purpose: string, token: string): Json | null;
  /** Does `work` in a transaction of its own that always rolls back, and answers what it answered. For previews. */
  rehearse<T>(work: (ctx: Context) => Promise<T>): Promise<T>;
  /**
   * Does `work` so that it can be undone on its own: when it rejects, all it did (events and enqueued tasks
   * included) is undone and the `Rejection` is answered instead of thrown. Locks taken within are given up, too.
   * One at a time; whatever `work` started must have come to its end when it settles.
   */
  attempt<T>(work: () => Promise<T>): Promise<T | Rejection>;
  /** Gives up this attempt and runs the whole unit of work again (a lock was taken that turned out to be wrong). */
  restart(reason: string): never;
}
