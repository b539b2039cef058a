import { BrandLocks, ImportKinds } from '@regulars/brand/contract';
import { ErasureBlocks, MemberData, MemberSorts } from '@regulars/member/contract';
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
import { HOLD_PREFIX, TillHold, tillHoldById } from './api/till-hold.type';
import { TillUnknownOffer } from './api/till-quote.type';
import { TillResolver } from './api/till.resolver';
import { CreateOrder1790000002000 } from './data/create-order.migration';
import { CreateTillHold1791500000401 } from './data/create-till-hold.migration';
import { LineEntity } from './data/line.entity';
import { NarrowOrders1790600003000 } from './data/narrow-orders.migration';
import { OrderEntity } from './data/order.entity';
import { invariants } from './data/order.invariants';
import { SealTillCodes1791500000402 } from './data/seal-till-codes.migration';
import { TillHoldEntity } from './data/till-hold.entity';
import { orderBrandLocks } from './domain/brand-locks';
import { openTillHold, orderMemberData } from './domain/member-data';
import { lastOrderSort } from './domain/member-sort';
import { expireHolds, expireRestOfHolds } from './domain/till/expire-holds';
import { permissions } from './permissions';
import { TillBasketChangedError, TillHoldClosedError, TillMemberTokenError, TillOfferRefusedError, TillOrderKnownError, TillQuoteExpiredError } from './till-errors';

const loadOrders = (ctx: Context, uuids: readonly string[]): Promise<(Order | null)[]> => Promise.all(uuids.map((uuid) => ctx.load(orderById, uuid)));
const loadHolds = (ctx: Context, uuids: readonly string[]): Promise<(TillHold | null)[]> => Promise.all(uuids.map((uuid) => ctx.load(tillHoldById, uuid)));
const tillErrors = [TillOfferRefusedError, TillQuoteExpiredError, TillBasketChangedError, TillHoldClosedError, TillMemberTokenError, TillOrderKnownError];

export const order = definePlugin({
  id: 'order',
  nouns: ['Order', 'TimeWindow', 'Till'],
  version: packageJson.version,
  sdk: '^1.0.0',
  requires: { brand: '^1.0.0', member: '^1.0.0' },
  core: true,
  resolvers: {
    staff: [OrderQueryResolver, OrderMutationResolver, OrderFieldsResolver, MemberOrdersResolver, TillResolver],
    member: [OwnOrderQueryResolver, OrderFieldsResolver, MemberOrdersResolver],
  },
  types: {
    staff: [OrderPaidEvent, OrderRefundedEvent, OrderRevisionConflictError, TillUnknownOffer, ...tillErrors],
    member: [OrderPaidEvent, OrderRefundedEvent],
  },
  entities: [OrderEntity, LineEntity, TillHoldEntity],
  migrations: [CreateOrder1790000002000, NarrowOrders1790600003000, CreateTillHold1791500000401, SealTillCodes1791500000402],
  permissions,
  personalData: [{ table: 'order.till_hold', column: 'uses_sealed', form: 'SEALED' }],
  invariants,
  nodes: [node(ORDER_PREFIX, Order, loadOrders, permissions.read), node(HOLD_PREFIX, TillHold, loadHolds, permissions.till)],
  prefetches: [prefetch('Order.lines', orderLines), prefetch('Order.effects', orderEffects), prefetch('Order.tierAtOrder', tierAtOrder)],
  extensions: [
    extend(ImportKinds, OrderImport),
    extend(MemberSorts, lastOrderSort),
    extend(MemberData, orderMemberData),
    extend(ErasureBlocks, openTillHold),
    ...orderBrandLocks.map((lock) => extend(BrandLocks, lock)),
  ],
  jobs: [expireHolds],
  tasks: [expireRestOfHolds],
});
