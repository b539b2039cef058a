import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import type { PluginDefinition } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import { tier } from '@regulars/tier';
import { webhook } from '@regulars/webhook';

/** What every installation has, whatever its configuration names. */
export const core: readonly PluginDefinition[] = [brand, member, order, points, tier, webhook];
