import { type Context, formatDecimal, scaleOf } from '@regulars/plugin-sdk';
import { TierMetrics } from '../extension-points';
import type { TierCondition } from './program';

export type MetricUnits = ReadonlyMap<string, TierCondition['unit']>;

const BUILT_IN: MetricUnits = new Map([
  ['NET_SPEND', 'MONEY'],
  ['SINGLE_ORDER_NET', 'MONEY'],
  ['ORDER_COUNT', 'COUNT'],
  ['VISIT_COUNT', 'COUNT'],
  ['POINTS_EARNED', 'COUNT'],
]);

/** Every metric a rule may name, with what it is counted in. */
export const metricUnits = (ctx: Context): MetricUnits =>
  new Map([...BUILT_IN, ...ctx.extensions(TierMetrics).map(({ metric, unit }) => [metric, unit] as const)]);

export const unitScale = (unit: TierCondition['unit'], currency: string): number => (unit === 'MONEY' ? scaleOf(currency) : 0);

/** An amount of a metric as the API says it. */
export const metricText = (amount: bigint, unit: TierCondition['unit'], currency: string): string => formatDecimal(amount, unitScale(unit, currency));
