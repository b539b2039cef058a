/** `rfp_…` names a program. */
export const PROGRAM_PREFIX = 'rfp';
/** `rfl_…` names a link. */
export const LINK_PREFIX = 'rfl';
/** `rfk_…` names a visit through a link; a join may name it as `recruitmentLink`. */
export const CLICK_PREFIX = 'rfk';
/** `rfe_…` names who brought whom. */
export const EDGE_PREFIX = 'rfe';
/** `rfr_…` names a reward, given or to be given. */
export const REWARD_PREFIX = 'rfr';
/** `rfv_…` names a review. */
export const REVIEW_PREFIX = 'rfv';
