import { brand } from '@regulars/brand';
import { giftCoupon } from '@regulars/gift-coupon';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import type { PluginDefinition } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import { stampCard } from '@regulars/stamp-card';
import { tier } from '@regulars/tier';
import { webhook } from '@regulars/webhook';

/** Everything that is installed: the core, and what a brand can switch on. */
export const modules: readonly PluginDefinition[] = [
  brand,
  member,
  order,
  points,
  tier,
  webhook,

  stampCard,
  giftCoupon,
];
