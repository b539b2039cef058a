import { Problems } from '@regulars/plugin-sdk';
import { announcementOf } from '../../../libs/order/src/domain/announce';
import { changesOf } from '../../../libs/order/src/domain/changes-of-batch';
import type { OrderDraft } from '../../../libs/order/src/domain/order-draft';
import { orderKey } from '../../../libs/order/src/domain/order-key';
import { readOrder } from '../../../libs/order/src/domain/read-order';
import { type IncomingOrder, settleBatch } from '../../../libs/order/src/domain/settle-batch';
import type { Unit } from '../unit';
import { accrue } from './accrue';
import { judgeOrders } from './judge';
import { stamp } from './stamp';

/** An order as a till sends it. */
export interface OrderMessage {
  readonly draft: OrderDraft;
  readonly memberId: string | null;
}

/** A batch of orders with all that follows from it: what `orderUpsert` and its reactions do. Answers one word for each. */
export function upsertOrders(unit: Unit, messages: readonly OrderMessage[]): string {
  const { tx, brand, now, newId } = unit;
  const words = new Map<number, string>();
  const incoming = messages.flatMap(({ draft, memberId }, index): IncomingOrder[] => {
    const problems = new Problems();
    const content = readOrder(draft, { ...brand, now, stores: new Map() }, ['input', index], problems);
    if (content) return [{ index, content, memberId }];
    words.set(index, `REFUSED at ${problems.list.map(({ path }) => path?.join('.')).join()}`);
    return [];
  });
  const known = new Map(incoming.flatMap(({ content }) => {
    const order = tx.row('orders', orderKey(content));
    return order ? [[orderKey(content), order]] : [];
  }));
  const { settlements, changes } = settleBatch(incoming, known, { skipExisting: false, newId });
  for (const change of changes) tx.put('orders', orderKey(change.after), { state: change.after, announced: announcementOf(change).announced });
  const batch = changesOf(changes, new Map(tx.rows('members').map(({ id, status }) => [id, status])));
  if (batch.length > 0) {
    const factors = judgeOrders(unit, batch);
    const book = accrue(unit, batch, factors);
    stamp(unit, batch, book);
    book.write();
  }
  for (const [index, { result }] of settlements) words.set(index, result);
  return messages.map((_, index) => words.get(index)).join();
}
