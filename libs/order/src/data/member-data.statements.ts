import { statement } from '@regulars/plugin-sdk';

export const moveOrders = statement<{ id: string }, [survivorId: string, loserId: string]>(
  'order.move-orders',
  'UPDATE "order"."order" SET member_id = $1 WHERE member_id = $2 RETURNING id',
);

/** Answers those that were still the survivor's. */
export const returnOrders = statement<{ id: string }, [survivorId: string, loserId: string, orderIds: readonly string[]]>(
  'order.return-orders',
  'UPDATE "order"."order" SET member_id = $2 WHERE member_id = $1 AND id = ANY($3::uuid[]) RETURNING id',
);
