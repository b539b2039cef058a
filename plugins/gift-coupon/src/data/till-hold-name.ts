/** What a coupon is held for begins with it where the till's conversation holds it; the uuid of the hold follows. No order may be named so. */
export const TILL_HOLD = 'till/';
