import type { MemberFilter, MemberSort } from '@regulars/member/contract';
import { intCondition } from '@regulars/plugin-sdk';

/** What a member can spend; 0 for whom no points are known. */
const balance = (memberIdSql: string): string =>
  `coalesce((SELECT wallet_balance.balance FROM points.wallet_balance WHERE wallet_balance.member_id = ${memberIdSql}), 0)`;

export const pointsFilter: MemberFilter = { field: 'points', where: (filter, memberIdSql) => intCondition(balance(memberIdSql), filter) };

export const pointsSort: MemberSort = { field: 'POINTS', key: (memberIdSql) => ({ expression: balance(memberIdSql), type: 'int' }) };
