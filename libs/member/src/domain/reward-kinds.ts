import { type Context, defineExtensionPoint, type JsonObject, type Text } from '@regulars/plugin-sdk';
import type { z } from 'zod';

/** Why something was given. One cause gives one thing at a time: two gifts of one occasion have two keys. */
export interface Cause {
  /** Id of the module that gives. */
  readonly module: string;
  /** Unique in the module: `card/<uuid>/3`, `upgrade/<uuid>/0`. */
  readonly key: string;
  /** The order behind it (uuid), so that a refund finds everything the order gave. */
  readonly orderId?: string | null;
  /** Shown to whoever asks why: rule, version, step. Public ids, no personal data. */
  readonly detail?: JsonObject;
}

/** One thing to give, its spec already as the kind's schema reads it. */
export interface RewardGrant<S = unknown> {
  readonly memberId: string;
  readonly spec: S;
  readonly cause: Cause;
  /** When it was deserved. */
  readonly at: Date;
}

/** Something given earlier. */
export interface RewardReceipt<S = unknown> {
  readonly id: string;
  readonly memberId: string;
  readonly kind: string;
  readonly spec: S;
  readonly cause: Cause;
  readonly givenAt: Date;
  /** What `grant` answered: how the kind finds what it gave. */
  readonly receiptKey: string;
  /** How much of it was taken back before, in basis points of the whole. */
  readonly revokedBp: number;
}

/** A kind of value a member can be given: `S` is what its schema reads a spec into. */
export interface RewardKindOf<S> {
  /** The id others name it by: `points`. */
  readonly kind: string;
  readonly spec: z.ZodType<S>;
  readonly describe: (spec: S, language: string) => Text;
  /**
   * Gives, set-based, and answers one key per grant, in order. To stay within the flushes of the causing
   * mutation, sends its writes without waiting for them.
   */
  readonly grant: (ctx: Context, grants: readonly (RewardGrant<S> & { readonly receiptId: string })[]) => Promise<readonly { readonly receiptKey: string }[]>;
  /** Takes back until `portionBp` (basis points) of each is taken back in total; `revokedBp` was before. */
  readonly revoke: (ctx: Context, receipts: readonly RewardReceipt<S>[], portionBp: number) => Promise<void>;
  /** Ids of the receipts whose value was used, so that nothing is left to take back. Without it nothing ever is: a shortfall is the kind's own affair. */
  readonly used?: (ctx: Context, receipts: readonly RewardReceipt<S>[]) => Promise<readonly string[]>;
  /** Of a kind that gives other rewards, or leads to them: which, as it stands now and not as it is cached. Without it, none. */
  readonly within?: (ctx: Context, spec: S) => Promise<readonly { readonly kind: string; readonly spec: unknown }[]>;
}

/** A reward kind whose spec is its own affair. */
export type RewardKind = Omit<RewardKindOf<never>, 'spec'> & { readonly spec: z.ZodType };

export const RewardKinds = defineExtensionPoint<RewardKind>('member', 'reward-kinds');
