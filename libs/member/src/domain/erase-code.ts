import { type Context, PersonalData } from '@regulars/plugin-sdk';
import { deleteChallenge } from '../data/sign-in.statements';

/** Where the code stands by which a member is erased: at the member, where no code of a phone ever does. */
export const eraseChallengeOf = (ctx: Context, memberId: string): string => ctx.use(PersonalData).blindIndex('MEMBER_TO_ERASE', memberId).toString('hex');

/** A code that is on its way to the member's phone is of no use any more. */
export const forgetEraseCode = (ctx: Context, memberId: string): Promise<never[]> => ctx.sql(deleteChallenge(eraseChallengeOf(ctx, memberId)));
