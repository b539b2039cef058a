import { type Context, type Direction, InvalidInputError, reject, type SortKey } from '@regulars/plugin-sdk';
import { defaultOrder, joinedAtKey, numberKey } from '../data/member-list';
import { MemberSorts } from './extension-points';
import { say } from './texts';

export interface OrderTerm {
  readonly by: 'JOINED_AT' | 'NUMBER' | 'POINTS' | 'LAST_ORDER_AT';
  readonly direction: Direction;
}

const MAX_TERMS = 4;

/** Sort keys over `member.member AS m`; the newest first when nothing is asked. */
export function memberOrder(ctx: Context, terms: readonly OrderTerm[] | null | undefined): readonly SortKey[] {
  if (!terms || terms.length === 0) return defaultOrder;
  if (terms.length > MAX_TERMS) reject(new InvalidInputError(say.tooManyKeys, 'orderBy'));
  return terms.map(({ by, direction }, index) => ({ ...keyOf(ctx, by, index), direction }));
}

function keyOf(ctx: Context, by: OrderTerm['by'], index: number): Omit<SortKey, 'direction'> {
  if (by === 'JOINED_AT') return joinedAtKey;
  if (by === 'NUMBER') return numberKey;
  const found = ctx.extensions(MemberSorts).find((sort) => sort.field === by);
  return found ? found.key('m.id', ctx) : reject(new InvalidInputError(say.notInstalled, ['orderBy', String(index), 'by']));
}
