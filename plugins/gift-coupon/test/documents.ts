export const CREATE = 'mutation ($input: GiftCouponTemplateInput!) { giftCouponTemplateCreate(input: $input) { template { id code state version } userErrors { code path message } } }';
export const UPDATE = 'mutation ($id: ID!, $input: GiftCouponTemplateInput!) { giftCouponTemplateUpdate(id: $id, input: $input) { template { id version state } userErrors { code path message } } }';
export const ACTIVATE = 'mutation ($id: ID!) { giftCouponTemplateActivate(id: $id) { template { id state } userErrors { code path message } } }';
export const PAUSE = 'mutation ($id: ID!) { giftCouponTemplatePause(id: $id) { template { id state } userErrors { code path message } } }';
export const END = 'mutation ($id: ID!) { giftCouponTemplateEnd(id: $id) { template { id state } userErrors { code path message } } }';
export const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { code path message } } }';
export const ISSUE = `mutation ($templateId: ID!, $memberIds: [ID!]!, $key: String!) {
  giftCouponIssue(templateId: $templateId, memberIds: $memberIds, reason: "thanks", idempotencyKey: $key) { coupons { id code state usesLeft validFrom validTo } userErrors { __typename code path message } } }`;
export const REVOKE = `mutation ($id: ID!, $key: String!) { giftCouponRevoke(id: $id, reason: "mistake", idempotencyKey: $key) { coupon { id state } userErrors { code path message } } }`;
export const COUPON = 'query ($id: ID!) { giftCoupon(id: $id) { id state usesLeft owner { id } template { code version } history { from to at reason } } }';
export const RESERVE = 'mutation ($code: String!, $orderRef: String!, $ttl: Int, $source: String, $storeCode: String, $key: String!) { giftCouponReserve(code: $code, orderRef: $orderRef, ttlSeconds: $ttl, source: $source, storeCode: $storeCode, idempotencyKey: $key) { coupon { id state } userErrors { __typename code path message ... on GiftCouponNotRedeemableError { reasons { code } } } } }';
export const RELEASE = 'mutation ($code: String!, $key: String!) { giftCouponRelease(code: $code, idempotencyKey: $key) { coupon { id state } userErrors { __typename code path message } } }';
export const REDEEM = `mutation ($code: String!, $basket: OrderUpsertInput!, $key: String!) { giftCouponRedeem(code: $code, basket: $basket, idempotencyKey: $key) {
  redemption { id discount { amount } order { id } reversedAt } coupon { id state usesLeft }
  userErrors { __typename code path message ... on GiftCouponNotRedeemableError { reasons { code message } } } } }`;
export const REVERSE = 'mutation ($id: ID!, $key: String!) { giftCouponReverse(redemptionId: $id, reason: "mistake", idempotencyKey: $key) { redemption { id reversedAt } coupon { state usesLeft } userErrors { code path message } } }';
export const ORDER = 'mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { order { id } userErrors { code path message } } }';
