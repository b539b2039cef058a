import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import type { PluginDefinition } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import { tier } from '../../src';

export const modules: readonly PluginDefinition[] = [brand, member, order, points, tier];
