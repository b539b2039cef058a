const ERRORS = 'userErrors { __typename code path message ... on GiftCouponLimitReachedError { limit } }';
export const BUNDLE_CREATE = `mutation ($input: GiftBundleInput!) { giftBundleCreate(input: $input) { bundle { id name onStockout items { quantity reward { kind spec description } } } ${ERRORS} } }`;
export const BUNDLE_UPDATE = `mutation ($id: ID!, $input: GiftBundleInput!) { giftBundleUpdate(id: $id, input: $input) { bundle { id name items { quantity } } ${ERRORS} } }`;
export const BUNDLE_ISSUE = `mutation ($bundleId: ID!, $memberId: ID!, $key: String!) { giftBundleIssue(bundleId: $bundleId, memberId: $memberId, reason: "thanks", idempotencyKey: $key) {
  issued { item { quantity reward { kind } } coupons { id state owner { id } template { code } history { reason } } skipped { code message } } ${ERRORS} } }`;
export const BUNDLES = 'query ($first: Int, $after: String) { giftBundles(first: $first, after: $after) { nodes { id name onStockout items { quantity reward { kind spec } } } totalCount { value } pageInfo { hasNextPage endCursor } } }';
export const WALLET = 'query ($id: ID!) { member(by: { id: $id }) { points { balance } giftCoupons { nodes { state template { code } } } } }';
