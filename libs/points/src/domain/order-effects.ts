import type { OrderEffectItem } from '@regulars/order/contract';
import { defineLoader, type Json, manyForEach, type Text } from '@regulars/plugin-sdk';
import { effectsOfOrders } from '../data/accrual.statements';
import { entriesOfOrders, type EntryRow } from '../data/entry.statements';
import { showExplanation } from './explanation-texts';

const KIND = 'points';

const given = (points: number): Text => ({ en: `${points} ${points === 1 ? 'point' : 'points'}`, 'zh-TW': `${points} 點` });
const takenBack = (points: number): Text => ({ en: `${points} ${points === 1 ? 'point' : 'points'} taken back`, 'zh-TW': `收回 ${points} 點` });

/** What orders gave in points, every later change beside it; of an order that gave nothing, why. */
export const orderPoints = defineLoader<string, readonly OrderEffectItem[]>(async (ctx, orderIds) => {
  const [entries, accruals] = await Promise.all([ctx.sql(entriesOfOrders(orderIds)), ctx.sql(effectsOfOrders(orderIds))]);
  const byOrder = new Map(accruals.map((row) => [row.order_id, row]));
  return manyForEach(orderIds, entries, (entry) => entry.order_id as string).map((posted, index) => {
    const accrual = byOrder.get(orderIds[index] as string);
    const items = posted.map((entry) => itemOf(entry, accrual?.points ?? 0, ctx.language));
    if (items.length > 0 || !accrual) return items;
    return [{ kind: KIND, summary: given(0), amount: 0, reversed: false, explanation: showExplanation(accrual.explanation, ctx.language) }];
  });
});

/** An earning is reversed once the order gives nothing any more; what takes points back says so itself. */
function itemOf(entry: EntryRow, pointsNow: number, language: string): OrderEffectItem {
  const isEarning = entry.points > 0;
  const summary = isEarning ? given(entry.points) : takenBack(-entry.points);
  const explanation: Json = showExplanation(entry.explanation, language);
  return { kind: KIND, summary, amount: entry.points, reversed: !isEarning || pointsNow === 0, explanation };
}
