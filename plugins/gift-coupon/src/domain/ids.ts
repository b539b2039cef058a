/** `gct_…` names a template. */
export const TEMPLATE_PREFIX = 'gct';
/** `gcp_…` names a coupon. */
export const COUPON_PREFIX = 'gcp';
