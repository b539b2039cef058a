import { Direction, nestedListLoader, type SortKey } from '@regulars/plugin-sdk';
import { ORDER_COLUMNS, type OrderRow } from '../data/order.statements';
import { type Order, orderObject } from './order.type';

const columns = { select: ORDER_COLUMNS, from: '"order"."order" AS o' };
const id: SortKey = { expression: 'o.id', type: 'uuid', direction: Direction.DESC };

export const NEWEST_FIRST: SortKey = { expression: 'o.placed_at', type: 'timestamptz', direction: Direction.DESC };
/** The same order, the way a member's orders are indexed. */
export const NEWEST_DAY_FIRST: readonly SortKey[] = [{ expression: 'o.business_date', type: 'date', direction: Direction.DESC }, NEWEST_FIRST];

const toItem = (row: OrderRow, ctx: { brand: { currency: string } }): Order => orderObject(row, ctx.brand.currency);

export const orderList = { ...columns, name: 'order.list', id, toItem };

export const ordersOfMember = nestedListLoader<OrderRow, Order>({ ...columns, name: 'order.of-member', id, toItem, parent: 'o.member_id' });
