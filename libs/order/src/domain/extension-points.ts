import { type Context, defineExtensionPoint, type Json, type Loader, type Text } from '@regulars/plugin-sdk';
import type { OrderChange } from './order-state';

/** One thing an order gave. */
export interface OrderEffectItem {
  /** 'points', 'tier', or the id of a plugin. */
  readonly kind: string;
  readonly summary: Text;
  readonly amount: number | null;
  readonly reversed: boolean;
  readonly explanation: Json;
}

export interface OrderEffectSource {
  readonly kind: string;
  /** By the order's uuid. */
  readonly effects: Loader<string, readonly OrderEffectItem[]>;
}

/** What orders gave, and why; merged in order of module dependency. */
export const OrderEffects = defineExtensionPoint<OrderEffectSource>('order', 'effects', { reads: true });

export interface OrderFact {
  readonly field: 'tierAtOrder';
  /** By the order's uuid. */
  readonly load: Loader<string, string | null>;
  /** The same, by the order's uuid, for a reaction to orders that are new to their members, before it is written down. */
  readonly during: (ctx: Context, changes: readonly OrderChange[]) => Promise<ReadonlyMap<string, string | null>>;
}

/** Fields of an order that a higher module knows. */
export const OrderFacts = defineExtensionPoint<OrderFact>('order', 'facts');
