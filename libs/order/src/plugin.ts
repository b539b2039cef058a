import { BrandLocks, ImportKinds } from '@regulars/brand/contract';
import { MemberData, MemberSorts } from '@regulars/member/contract';
import { type Context, definePlugin, extend, node, prefetch } from '@regulars/plugin-sdk';
import packageJson from '../package.json';
import { MemberOrdersResolver } from './api/member-orders.resolver';
import { OrderPaidEvent, OrderRefundedEvent } from './api/order-event.type';
import { OrderFieldsResolver } from './api/order-fields.resolver';
import { OrderImport } from './api/order-import';
import { OrderMutationResolver } from './api/order-mutation.resolver';
import { orderEffects, orderLines, tierAtOrder } from './api/order-parts.loader';
import { OrderQueryResolver, OwnOrderQueryResolver } from './api/order-query.resolver';
import { OrderRevisionConflictError } from './api/order.errors';
import { orderById } from './api/order.loader';
import { Order, ORDER_PREFIX } from './api/order.type';
import { CreateOrder1790000002000 } from './data/create-order.migration';
import { LineEntity } from './data/line.entity';
import { NarrowOrders1790600003000 } from './data/narrow-orders.migration';
import { OrderEntity } from './data/order.entity';
import { invariants } from './data/order.invariants';
import { orderBrandLocks } from './domain/brand-locks';
import { orderMemberData } from './domain/member-data';
import { lastOrderSort } from './domain/member-sort';
import { permissions } from './permissions';

const loadOrders = (ctx: Context, uuids: readonly string[]): Promise<(Order | null)[]> => Promise.all(uuids.map((uuid) => ctx.load(orderById, uuid)));

export const order = definePlugin({
  id: 'order',
  nouns: ['Order', 'TimeWindow'],
  version: packageJson.version,
  sdk: '^1.0.0',
  requires: { brand: '^1.0.0', member: '^1.0.0' },
  core: true,
  resolvers: {
    staff: [OrderQueryResolver, OrderMutationResolver, OrderFieldsResolver, MemberOrdersResolver],
    member: [OwnOrderQueryResolver, OrderFieldsResolver, MemberOrdersResolver],
  },
  types: {
    staff: [OrderPaidEvent, OrderRefundedEvent, OrderRevisionConflictError],
    member: [OrderPaidEvent, OrderRefundedEvent],
  },
  entities: [OrderEntity, LineEntity],
  migrations: [CreateOrder1790000002000, NarrowOrders1790600003000],
  permissions,
  invariants,
  nodes: [node(ORDER_PREFIX, Order, loadOrders, permissions.read)],
  prefetches: [prefetch('Order.lines', orderLines), prefetch('Order.effects', orderEffects), prefetch('Order.tierAtOrder', tierAtOrder)],
  extensions: [
    extend(ImportKinds, OrderImport),
    extend(MemberSorts, lastOrderSort),
    extend(MemberData, orderMemberData),
    ...orderBrandLocks.map((lock) => extend(BrandLocks, lock)),
  ],
});
