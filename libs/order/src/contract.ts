/** What other modules may use of order. */
export { OrderChannel, OrderStatus } from './api/enums';
export { OrderPaidEvent, OrderRefundedEvent } from './api/order-event.type';
export { OrderScope, OrderScopeInput, TimeWindow, TimeWindowInput } from './api/order-scope.type';
export { OrderRevisionConflictError } from './api/order.errors';
export { OrderUpsertInput } from './api/order.inputs';
export { orderById } from './api/order.loader';
export { Order, OrderConnection, OrderEffect, OrderLine } from './api/order.type';
export { TillBasketInput } from './api/till.inputs';
export { TillBenefit, TillOffer } from './api/till.type';
export { type OrderEventData, OrderPaid, OrderRefunded, OrderUpserted } from './domain/events';
export { type OrderEffectItem, OrderEffects, type OrderEffectSource, type OrderFact, OrderFacts } from './domain/extension-points';
export { linesInScope, matchesScope, type OrderScopeState, type ScopeTerms, type TimeWindowState, WHOLE_SCOPE } from './domain/order-scope';
export type { OrderChange, OrderLineState, OrderState } from './domain/order-state';
export { orderByName, readOrderStates } from './domain/order-states';
export type { OrderDraft } from './domain/order-draft';
export { type OrderScopeDraft, readScope, type TimeWindowDraft } from './domain/read-scope';
export { permissions as orderPermissions } from './permissions';
export type { TillBasket } from './domain/till/basket';
export { type ReadBasket, readBasket } from './domain/till/read-basket';
export {
  type PointsByLine, type ShownBenefit, type ShownOffer, TillBenefits, type TillBenefitSource, type TillBurn, TillOffers, type TillOfferSource, type TillOfferState,
  TillPayment, type TillPaymentSource, type TillPaymentTerms, type TillPointsHold, type TillQuestion, type TillReason, type TillRedemption, type TillRefused,
  type TillReservation, type TillStage, type TillUse,
} from './domain/till/extension-points';
export { TillRefusal } from './till-errors';
