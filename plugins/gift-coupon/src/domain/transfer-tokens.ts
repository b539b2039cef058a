import { type Context, PersonalData } from '@regulars/plugin-sdk';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/**
 * What a friend takes the coupon with: 256 bits that follow from the transfer under a key of the brand's, so that they stand
 * nowhere, and the sender can be shown them again.
 */
export const transferToken = (ctx: Context, transferId: string): string => ctx.use(PersonalData).blindIndex('gift-coupon-transfer', transferId).toString('base64url');

export const isTransferToken = (text: string): boolean => TOKEN.test(text);

export const transferTokenIndex = (ctx: Context, token: string): Buffer => ctx.use(PersonalData).blindIndex('gift-coupon-transfer-token', token);
