import { Contacts, type MemberPayloadRef } from '@regulars/member/contract';
import { type Context, InvalidInputError, reject } from '@regulars/plugin-sdk';
import { ownPushService } from '../channels/installed';
import { addressOf, type GivenSubscription, subscriptionFaults } from '../channels/push/subscription';
import { goneAt } from '../data/push.statements';
import { MessagePushSubscriptionGoneError, MessagePushSubscriptionInvalidError } from '../errors';
import { accountOf } from './accounts';
import { say } from './texts';

const PUSH = 'PUSH';

/** By which a page asks its browser to be written to by the brand; null: the brand has no account. */
export async function pushKey(ctx: Context): Promise<string | null> {
  const account = await accountOf(ctx, PUSH);
  return account === null ? null : (account.credentials.publicKey as string);
}

/** The browser is written to as the member from now on; of what the member has agreed to hear that says nothing. */
export async function subscribe(ctx: Context, memberId: string, given: GivenSubscription): Promise<MemberPayloadRef> {
  const faults = subscriptionFaults(given, ownPushService);
  if (faults.length > 0) reject(...faults.map((field) => new MessagePushSubscriptionInvalidError(`input.${field}`)));
  if ((await accountOf(ctx, PUSH)) === null) reject(new InvalidInputError(say.notConnected, 'input'));
  const { endpoint } = given;
  const contacts = ctx.use(Contacts);
  // Browsers go on showing pages a subscription that their service has ended.
  const gone = await ctx.sql(goneAt(memberId, PUSH, contacts.indexOf('DEVICE', endpoint)));
  if (gone.length > 0) reject(new MessagePushSubscriptionGoneError('input.endpoint'));
  const binding = await contacts.takeDevice(memberId, { endpoint, address: addressOf(given) });
  if (binding === 'NOT_ACTIVE') reject(new InvalidInputError(say.notActive, 'input'));
  return { memberId };
}

/** What is not the member's, or not any more, is left as it is. */
export async function unsubscribe(ctx: Context, memberId: string, endpoint: string): Promise<MemberPayloadRef> {
  await ctx.use(Contacts).dropDevice(memberId, endpoint);
  return { memberId };
}
