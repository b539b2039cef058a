import { definePlugin, during } from '@regulars/plugin-sdk';
import { OrderUpserted } from '@regulars/order/contract';

/** What a plugin does with an order. */
export type Mischief = 'nothing' | 'throws' | 'hangs' | 'meddles';

let now: Mischief = 'nothing';

export function does(mischief: Mischief): void {
  now = mischief;
}

async function spoil(): Promise<void> {
  if (now === 'throws') throw new Error('I do not like orders');
  if (now === 'hangs') await new Promise(() => undefined);
  if (now === 'meddles') (Object.prototype as Record<string, unknown>).toll = 'of everything';
}

/** A plugin as nobody wants it. */
export const mischief = definePlugin({ id: 'mischief', version: '1.0.0', sdk: '^1.0.0', requires: { order: '^1.0.0' }, reactions: [during(OrderUpserted, 'spoil', spoil)] });
