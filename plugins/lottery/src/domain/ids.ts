/** `lot_…` names a game. */
export const GAME_PREFIX = 'lot';
/** `ltc_…` names a chance. */
export const CHANCE_PREFIX = 'ltc';
/** `ltd_…` names a draw. */
export const DRAW_PREFIX = 'ltd';
/** `lcl_…` names a claim. */
export const CLAIM_PREFIX = 'lcl';
/** `lch_…` names a challenge. */
export const CHALLENGE_PREFIX = 'lch';
/** `lsl_…` names a share link. */
export const LINK_PREFIX = 'lsl';
