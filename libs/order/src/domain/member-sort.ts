import type { MemberSort } from '@regulars/member/contract';

/** When a member bought last; who never did stands at the beginning of time. */
export const lastOrderSort: MemberSort = {
  field: 'LAST_ORDER_AT',
  key: (memberIdSql) => ({
    expression: `COALESCE((SELECT last.placed_at FROM "order"."order" AS last WHERE last.member_id = ${memberIdSql}
      ORDER BY last.business_date DESC, last.placed_at DESC LIMIT 1), 'epoch'::timestamptz)`,
    type: 'timestamptz',
  }),
};
