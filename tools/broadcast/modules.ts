import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { messaging } from '@regulars/messaging';
import { order } from '@regulars/order';
import type { PluginDefinition } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import { tier } from '@regulars/tier';

export const MODULES: readonly PluginDefinition[] = [brand, member, order, points, tier, messaging];
