/** `gct_…` names a template. */
export const TEMPLATE_PREFIX = 'gct';
/** `gcp_…` names a coupon. */
export const COUPON_PREFIX = 'gcp';
/** `gcr_…` names a redemption. */
export const REDEMPTION_PREFIX = 'gcr';
/** `gbn_…` names a bundle. */
export const BUNDLE_PREFIX = 'gbn';
/** `gcx_…` names a transfer. */
export const TRANSFER_PREFIX = 'gcx';
/** `gag_…` names an agreement, in both of its brands. */
export const AGREEMENT_PREFIX = 'gag';
