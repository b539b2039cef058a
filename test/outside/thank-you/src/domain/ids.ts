/** `tyc_…` names a card. */
export const CARD_PREFIX = 'tyc';
