import { statement } from '@regulars/plugin-sdk';

/** A member's orders follow the member, also those of stores that whoever merges may not see. */
const ALL = { acrossStores: true } as const;

export const moveOrders = statement<{ id: string }, [survivorId: string, loserId: string]>(
  'order.move-orders',
  'UPDATE "order"."order" SET member_id = $1 WHERE member_id = $2 RETURNING id',
  ALL,
);

/** Answers those that were still the survivor's. */
export const returnOrders = statement<{ id: string }, [survivorId: string, loserId: string, orderIds: readonly string[]]>(
  'order.return-orders',
  'UPDATE "order"."order" SET member_id = $2 WHERE member_id = $1 AND id = ANY($3::uuid[]) RETURNING id',
  ALL,
);
