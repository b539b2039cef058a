/** What other modules may use of order. */
export { OrderChannel, OrderStatus } from './api/enums';
export { OrderPaidEvent, OrderRefundedEvent } from './api/order-event.type';
export { OrderScope, OrderScopeInput, TimeWindow, TimeWindowInput } from './api/order-scope.type';
export { OrderRevisionConflictError } from './api/order.errors';
export { orderById } from './api/order.loader';
export { Order, OrderConnection, OrderEffect, OrderLine } from './api/order.type';
export { type OrderEventData, OrderPaid, OrderRefunded, OrderUpserted } from './domain/events';
export { type OrderEffectItem, OrderEffects, type OrderEffectSource, type OrderFact, OrderFacts } from './domain/extension-points';
export { linesInScope, matchesScope, type OrderScopeState, type ScopeTerms, type TimeWindowState, WHOLE_SCOPE } from './domain/order-scope';
export type { OrderChange, OrderLineState, OrderState } from './domain/order-state';
export { type OrderScopeDraft, readScope, type TimeWindowDraft } from './domain/read-scope';
export { permissions as orderPermissions } from './permissions';
