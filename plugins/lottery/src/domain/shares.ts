import { Members, RateLimitedError } from '@regulars/member/contract';
import { businessDateOf, type Context, DAY, InvalidInputError, Limits, type LimitRule, newUuid, NotFoundError, publicId, readId, reject, type StoredEvent } from '@regulars/plugin-sdk';
import type { ChanceRule } from '../data/game-terms';
import { decideShare, hasPlayed, insertLink, insertShare, linkByCode, linkOfMember, type LinkRow, shareForUpdate, shareOfFriend, type ShareRow, sharesCounted } from '../data/share.statements';
import type { LotteryShareRefusal } from '../enums';
import { LotteryAlreadyPlayedError, LotteryNotSharedError, LotteryOwnShareLinkError, LotteryShareOpenedError } from '../errors';
import { grantChances } from './chances';
import { refuseNotOpen } from './draw';
import { type LotteryChancesGrantedPayload, type LotteryDrawnPayload, LotteryShareCounted } from './events';
import { type Game, gamesOf, isOpen, isWithin } from './game';
import { refuseGame } from './games';
import { GAME_PREFIX } from './ids';
import { lockAllActive, lockNamed } from './lock-member';
import { isRaffle } from './raffle';
import { readShareCode, shareCode } from './share-codes';

/** Who joined within so long before opening the link, and after it was made, joined because of it. */
const JUST_JOINED = DAY;
const GUESSES: readonly LimitRule[] = [{ max: 50, seconds: 600 }];

export interface LinkRef {
  /** uuid */
  readonly linkId: string;
}

const shareRuleOf = ({ rules }: Game): ChanceRule | undefined => rules.find(({ on }) => on === 'SHARE');

function sharedGame(ctx: Context, game: Game, path: string): ChanceRule {
  if (!isOpen(game, ctx.now)) refuseNotOpen(path);
  return shareRuleOf(game) ?? reject(new LotteryNotSharedError({ en: 'Sharing this game gives nothing.', 'zh-TW': '此活動未開放分享。' }, path));
}

/** A member's link of a game: the same however often it is asked for. */
export async function shareLink(ctx: Context, publicMemberId: string, gameId: string): Promise<LinkRef> {
  const memberId = await lockNamed(ctx, publicMemberId);
  const game = (await gamesOf(ctx)).named(gameId) ?? refuseGame('gameId', gameId);
  sharedGame(ctx, game, 'gameId');
  const [known] = await ctx.sql(linkOfMember(game.id, memberId));
  if (known) return { linkId: known.id };
  const id = newUuid();
  await ctx.sql(insertLink(id, game.id, memberId, shareCode(ctx, id), ctx.now));
  return { linkId: id };
}

/** Codes that are none are counted, and too many of them refused. */
async function linkNamed(ctx: Context, text: string): Promise<LinkRow> {
  const code = readShareCode(text);
  const [link] = code === null ? [] : await ctx.sql(linkByCode(code));
  if (link) return link;
  const wait = await ctx.use(Limits).take('lottery.share-guesses', ctx.actor.id, GUESSES);
  if (wait !== null) reject(new RateLimitedError(wait, 'code'));
  return reject(new NotFoundError({ en: 'There is no such link.', 'zh-TW': '沒有此分享連結。' }, 'code', text));
}

/** A member came by a link. Who just joined counts at once; anybody else when they play for the first time. */
export async function openShareLink(ctx: Context, friendId: string, code: string): Promise<{ readonly gameId: string }> {
  const seen = await linkNamed(ctx, code);
  const active = await lockAllActive(ctx, [friendId, seen.member_id]);
  const [[link], standings] = await Promise.all([ctx.sql(linkByCode(seen.code)), ctx.use(Members).standings([friendId])]);
  if (!link || link.member_id !== seen.member_id) return ctx.restart('The link went to another member meanwhile');
  const game = (await gamesOf(ctx)).byId(link.game_id) ?? refuseGame('code', code);
  sharedGame(ctx, game, 'code');
  const friend = standings.get(friendId);
  if (!friend || active.get(friendId) !== friendId) return reject(new InvalidInputError({ en: 'The member is not active.', 'zh-TW': '此會員目前無法參加。' }, 'code'));
  const sharer = active.get(link.member_id);
  if (sharer === friendId) reject(new LotteryOwnShareLinkError({ en: 'Nobody comes by their own link.', 'zh-TW': '不可使用自己的分享連結。' }, 'code'));
  const [known] = await ctx.sql(shareOfFriend(game.id, friendId));
  if (known?.link_id === link.id) return { gameId: game.id };
  if (known) reject(new LotteryShareOpenedError({ en: 'You came to this game by another link.', 'zh-TW': '您已透過其他分享連結參加此活動。' }, 'code'));
  if ((await ctx.sql(hasPlayed(game.id, friendId, isRaffle(game))))[0]?.played) reject(new LotteryAlreadyPlayedError({ en: 'You have played already.', 'zh-TW': '您已參加過此活動。' }, 'code'));
  const share: ShareRow = { id: newUuid(), game_id: game.id, link_id: link.id, friend_id: friendId, state: 'OPENED', sharer_id: link.member_id };
  const [written] = await ctx.sql(insertShare(share.id, game.id, link.id, friendId, ctx.now));
  if (!written) ctx.restart('The member came by another link meanwhile');
  const isNew = friend.joinedAt >= link.created_at && ctx.now.getTime() - friend.joinedAt.getTime() <= JUST_JOINED;
  if (isNew) await decide(ctx, share, game, sharer, ctx.now);
  return { gameId: game.id };
}

/** Sharer and friend are locked. @param sharer who that is now; undefined: may take no part */
async function decide(ctx: Context, share: ShareRow, game: Game, sharer: string | undefined, at: Date): Promise<void> {
  const refused = await refusalOf(ctx, share, game, sharer, at);
  const reason = refused ?? (await giveFor(ctx, share, game, sharer as string, at));
  const [decided] = await ctx.sql(decideShare(share.id, reason, ctx.now, businessDateOf(at, ctx.brand)));
  if (!decided) throw new Error(`The share ${share.id} was decided although it is locked`);
  if (reason === null) ctx.emit(LotteryShareCounted, { gameId: publicId(GAME_PREFIX, game.id) }, sharer, { at });
}

async function refusalOf(ctx: Context, { friend_id }: ShareRow, game: Game, sharer: string | undefined, at: Date): Promise<`${LotteryShareRefusal}` | null> {
  const rule = shareRuleOf(game);
  if (rule === undefined || game.state !== 'LIVE' || !isWithin(game, at)) return 'GAME_OVER';
  if (sharer === undefined) return 'NOT_ACTIVE';
  if (sharer === friend_id) return 'SELF';
  const [held] = await ctx.sql(sharesCounted(game.id, sharer, businessDateOf(at, ctx.brand)));
  const { dailyLimit = null, memberLimit = null } = rule;
  if (memberLimit !== null && (held?.ever ?? 0) >= memberLimit) return 'MEMBER_LIMIT';
  return dailyLimit !== null && (held?.of_day ?? 0) >= dailyLimit ? 'DAILY_LIMIT' : null;
}

async function giveFor(ctx: Context, { id }: ShareRow, game: Game, memberId: string, at: Date): Promise<'GAME_LIMIT' | null> {
  const chances = shareRuleOf(game)?.chances ?? 0;
  const [given = []] = await grantChances(ctx, [{ game, memberId, chances, cause: 'SHARE', key: `share/${id}`, at }]);
  return given.length === 0 ? 'GAME_LIMIT' : null;
}

/** Somebody played: of who came by a link and was waited for, whoever shared it has deserved. */
async function onPlayed(ctx: Context, game: Game, { memberId, at }: StoredEvent): Promise<void> {
  if (memberId === null || shareRuleOf(game) === undefined) return;
  const [friendId] = await ctx.use(Members).find([{ kind: 'ID', value: memberId }]);
  const [seen] = friendId == null ? [] : await ctx.sql(shareOfFriend(game.id, friendId));
  if (seen?.state !== 'OPENED') return;
  const active = await lockAllActive(ctx, [seen.friend_id, seen.sharer_id]);
  const [share] = await ctx.sql(shareForUpdate(seen.id));
  if (share?.friend_id !== seen.friend_id || share.sharer_id !== seen.sharer_id) ctx.restart('One of the two was merged meanwhile');
  if (share?.state === 'OPENED') await decide(ctx, share, game, active.get(share.sharer_id), at);
}

const gameNamed = async (ctx: Context, publicGameId: string): Promise<Game | null> => (await gamesOf(ctx)).byId(readId(GAME_PREFIX, publicGameId) ?? '');

export async function onDrawnByFriend(ctx: Context, { gameId }: LotteryDrawnPayload, event: StoredEvent): Promise<void> {
  const game = await gameNamed(ctx, gameId);
  if (game) await onPlayed(ctx, game, event);
}

/** To have an entry is to play, in a raffle. */
export async function onEnteredByFriend(ctx: Context, { gameId }: LotteryChancesGrantedPayload, event: StoredEvent): Promise<void> {
  const game = await gameNamed(ctx, gameId);
  if (game && isRaffle(game)) await onPlayed(ctx, game, event);
}

/** What a link says in the address bar. */
export function shareUrl({ shareTarget = null }: Game, code: string): string | null {
  if (shareTarget === null) return null;
  const url = new URL(shareTarget);
  url.searchParams.set('lotteryShare', code);
  return url.toString();
}
