import type { MemberFilter } from '@regulars/member/contract';
import { stringCondition } from '@regulars/plugin-sdk';

/** `MemberWhere.tier`: the code of the present tier. Who has none on record stands in the base tier of the live program. */
export const tierFilter: MemberFilter = {
  field: 'tier',
  where: (filter, memberIdSql) =>
    stringCondition(
      `coalesce(
        (SELECT t.tier_code FROM tier.membership AS t WHERE t.member_id = ${memberIdSql} AND t.to_at IS NULL),
        (SELECT p.terms -> 'tiers' -> 0 ->> 'code' FROM tier.program AS p WHERE p.state = 'LIVE'))`,
      filter,
    ),
};
