import type { Audience } from '@regulars/plugin-sdk';
import { accountCalls } from './account-calls';
import { brandCalls } from './brand-calls';
import { lotteryCalls, ownLotteryCalls } from './lottery-calls';
import { loyaltyCalls, ownCouponCalls } from './loyalty-calls';
import { memberCalls } from './member-calls';
import { messageCalls, ownMessageCalls } from './message-calls';
import { ownCalls } from './own-calls';
import { platformCalls } from './platform-calls';
import { ownReferralCalls, referralCalls } from './referral-calls';
import { ownSurveyCalls, surveyCalls } from './survey-calls';
import { webhookCalls } from './webhook-calls';
import type { Calls } from './town';

export { type AcceptedCall, type Prepare, Town } from './town';

/** A call that is accepted for every mutation there is. */
export const acceptedCalls: Readonly<Record<Audience, Calls>> = {
  staff: { ...accountCalls, ...brandCalls, ...memberCalls, ...loyaltyCalls, ...lotteryCalls, ...webhookCalls, ...surveyCalls, ...messageCalls, ...referralCalls },
  member: { ...ownCalls, ...ownCouponCalls, ...ownLotteryCalls, ...ownSurveyCalls, ...ownReferralCalls, ...ownMessageCalls },
  platform: platformCalls,
};

/** The mutation of a call, without what tells several of one apart. */
export const mutationOf = (name: string): string => name.split(' ')[0] as string;
