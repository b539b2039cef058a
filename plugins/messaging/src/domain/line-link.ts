import { randomBytes } from 'node:crypto';
import { Contacts, type IdentityVerifiedPayload, lockActive, Members } from '@regulars/member/contract';
import { type Context, defineLoader, InvalidInputError, oneForEach, readId, reject } from '@regulars/plugin-sdk';
import type { ChannelEvent } from '../channels/channel';
import { lineDialog } from '../channels/installed';
import {
  type ContactRow, contactsAt, dropPending, insertNonce, latestNonces, nameContact, noncesById, noteBlocked, noteContact, reachAgain, refuseNonce, useNonce,
} from '../data/line-link.statements';
import { MessageLineLinkState } from '../enums';
import { accountOf } from './accounts';
import { hashedId } from './hashed-id';
import { invite } from './invite-to-link';
import { MessageLineLinkChanged } from './line-link-events';
import type { TellingKind } from './replies';
import { say } from './texts';

const LINE = 'LINE';
const LIFE = 600_000; // ms
const NONCE_SIZE = 32; // bytes
const LINK_TOKEN = /^[\w.~+/=-]{1,255}$/;

/** Where a member goes to link an account, and until when. */
export interface LineLinkStart {
  readonly url: string;
  readonly expiresAt: Date;
}

/** The member who is signed in may link the LINE account that a link token was made for: once, and soon. What was begun before is over. */
export async function startLineLink(ctx: Context, memberId: string, linkToken: string): Promise<LineLinkStart> {
  if (!LINK_TOKEN.test(linkToken)) reject(new InvalidInputError(say.notALinkToken, 'linkToken'));
  const id = await lockActive(ctx, memberId, { path: 'linkToken', notActive: say.notActive });
  if ((await accountOf(ctx, LINE)) === null) reject(new InvalidInputError(say.notConnected, 'linkToken'));
  const nonce = randomBytes(NONCE_SIZE).toString('base64url');
  const expiresAt = new Date(ctx.now.getTime() + LIFE);
  await ctx.sql(dropPending(id));
  await ctx.sql(insertNonce(nonceId(nonce), id, expiresAt));
  return { url: `${lineDialog()}?${new URLSearchParams({ linkToken, nonce })}`, expiresAt };
}

const nonceId = (nonce: string): string => hashedId('nonce', nonce);

const LOCKING: ReadonlySet<ChannelEvent['kind']> = new Set(['LINKED', 'FOLLOWED', 'BLOCKED', 'REPLIED']);

/** Whom events concern, locked in one go before anything of ours is: those whose nonces are told, and those who have the accounts. */
export async function lockConcerned(ctx: Context, kind: TellingKind, events: readonly ChannelEvent[]): Promise<void> {
  const concerning = events.filter((event) => LOCKING.has(event.kind));
  const found = await concernedBy(ctx, kind, concerning);
  if (found.length === 0) return;
  await ctx.use(Members).lock(found);
  if ((await concernedBy(ctx, kind, concerning)).some((id) => !found.includes(id))) ctx.restart('Somebody was merged meanwhile');
}

async function concernedBy(ctx: Context, by: TellingKind, events: readonly ChannelEvent[]): Promise<readonly string[]> {
  if (events.length === 0) return [];
  const nonceIds = events.filter(({ kind }) => kind === 'LINKED').map(({ data }) => nonceId(String(data?.nonce)));
  const [nonces, owners] = await Promise.all([nonceIds.length === 0 ? [] : ctx.sql(noncesById(nonceIds)), ownersOf(ctx, by, [...new Set(events.flatMap(({ address }) => address ?? []))])]);
  return [...new Set([...nonces.map(({ member_id }) => member_id), ...owners.filter((owner) => owner !== null)])];
}

const ownersOf = (ctx: Context, kind: TellingKind, addresses: readonly string[]): Promise<readonly (string | null)[]> =>
  ctx.use(Members).find(addresses.map((address) => ({ kind, value: ctx.use(Contacts).indexOf(kind, address) })));

/** LINE says that somebody agreed. Answers why it is not done: for LINE that is no failure, and it need not tell it again. */
export async function takeLinked(ctx: Context, { address = '', at, data }: ChannelEvent): Promise<string | null> {
  const id = nonceId(String(data?.nonce));
  const [nonce] = await ctx.sql(noncesById([id]));
  if (!nonce) return 'LINK_NONCE_UNKNOWN';
  const [used] = await ctx.sql(useNonce(id));
  if (!used) return nonce.used_at === null && nonce.expires_at <= ctx.now ? 'LINK_NONCE_EXPIRED' : 'LINK_NONCE_USED';
  // What LINE itself says no to (somebody else opened the page) is over, too.
  const binding = data?.ok === true ? await ctx.use(Contacts).bindLine(used.member_id, address) : 'LINK_FAILED';
  if (binding !== 'BOUND') {
    await ctx.sql(refuseNonce(id, binding));
    ctx.emit(MessageLineLinkChanged, { state: 'REFUSED', reason: binding }, used.member_id);
    return binding;
  }
  const index = ctx.use(Contacts).indexOf(LINE, address);
  await ctx.sql(noteContact(LINE, index, used.member_id, 'FRIEND', at));
  await nameContactOf(ctx, used.member_id, index);
  ctx.emit(MessageLineLinkChanged, { state: 'LINKED', reason: null }, used.member_id);
  return null;
}

/** Somebody follows the account, or blocks it: from this on, and back to when LINE says it was. */
export async function takeContact(ctx: Context, { id, address = '', at, kind }: ChannelEvent): Promise<null> {
  const [memberId = null] = await ownersOf(ctx, LINE, [address]);
  const state = kind === 'BLOCKED' ? 'BLOCKED' : 'FRIEND';
  const [noted] = await ctx.sql(noteContact(LINE, ctx.use(Contacts).indexOf(LINE, address), memberId, state, at));
  if (!noted) return null; // something later was told before
  if (memberId !== null) {
    await noteReach(ctx, memberId, noted);
    ctx.emit(MessageLineLinkChanged, { state: state === 'BLOCKED' ? 'BLOCKED' : 'LINKED', reason: null }, memberId);
  } else if (state === 'FRIEND') await invite(ctx, id, address);
  return null;
}

/** Whoever decides what is sent reads it there: nothing is sent to who has blocked the brand. */
async function noteReach(ctx: Context, memberId: string, { state, address_index: index }: ContactRow): Promise<void> {
  await ctx.sql(state === 'BLOCKED' ? noteBlocked(memberId, LINE, index) : reachAgain(memberId, LINE));
}

/** The contact at an address is a member's, from now on. */
async function nameContactOf(ctx: Context, memberId: string, index: string): Promise<void> {
  const [named] = await ctx.sql(nameContact(LINE, index, memberId));
  if (named) await noteReach(ctx, memberId, named);
}

/** Whose a contact is shows when the account is proved, whichever way: it goes with the member. */
export async function nameLineContact(ctx: Context, { memberId }: IdentityVerifiedPayload): Promise<void> {
  const uuid = readId('mbr', memberId) ?? '';
  // Of who is being merged the account is the other's by then, and goes with what the merge moves.
  await ctx.use(Members).lock([uuid]);
  const address = (await ctx.use(Contacts).addresses(LINE, [uuid])).get(uuid);
  if (address) await nameContactOf(ctx, uuid, address.index);
}

/** Of these addresses (by their index, in hex) those that take nothing from the brand. */
async function blockedAt(ctx: Context, channel: string, indexes: readonly string[]): Promise<ReadonlySet<string>> {
  if (indexes.length === 0) return new Set();
  const contacts = await ctx.sql(contactsAt(channel, indexes));
  return new Set(contacts.filter(({ state }) => state === 'BLOCKED').map(({ address_index: index }) => index));
}

export interface LineLink {
  readonly memberId: string;
  readonly state: MessageLineLinkState;
  readonly refusal: string | null;
}

/** How members stand with the brand's LINE account. */
export const lineLinkOf = defineLoader<string, LineLink | null>(async (ctx, memberIds) => {
  const [addresses, nonces] = await Promise.all([ctx.use(Contacts).addresses(LINE, memberIds), ctx.sql(latestNonces(memberIds))]);
  const blocked = await blockedAt(ctx, LINE, [...addresses.values()].map(({ index }) => index));
  const latest = new Map(nonces.map((nonce) => [nonce.member_id, nonce]));
  const links = memberIds.map((memberId): LineLink => {
    const [address, nonce] = [addresses.get(memberId), latest.get(memberId)];
    const isPending = nonce !== undefined && nonce.used_at === null && nonce.expires_at > ctx.now;
    const linked = address && (blocked.has(address.index) ? MessageLineLinkState.BLOCKED : MessageLineLinkState.LINKED);
    return { memberId, state: linked ?? (isPending ? MessageLineLinkState.LINK_PENDING : MessageLineLinkState.UNBOUND), refusal: nonce?.refusal ?? null };
  });
  return oneForEach(memberIds, links, ({ memberId }) => memberId);
});
