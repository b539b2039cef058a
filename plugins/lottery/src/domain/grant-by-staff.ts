import { type Context, newUuid, Problems, readCount, readName } from '@regulars/plugin-sdk';
import { grantChances } from './chances';
import { refuseNotOpen } from './draw';
import { gamesOf } from './game';
import { refuseGame } from './games';
import { lockNamed } from './lock-member';

const MOST = 100;
const MAX_REASON = 200;

export interface StaffGrant {
  readonly gameId: string;
  readonly memberId: string;
  readonly chances: number;
  /** Goes into the audit with the operation's arguments. */
  readonly reason: string;
}

/** Chances by hand: limits of members do not hold for them. */
export async function grantByStaff(ctx: Context, { gameId, memberId, chances, reason }: StaffGrant): Promise<{ readonly chanceIds: readonly string[] }> {
  const problems = new Problems();
  readCount(chances, 1, MOST, 'chances', problems);
  readName(reason, MAX_REASON, 'reason', problems);
  problems.throwIfAny();
  const member = await lockNamed(ctx, memberId);
  const game = (await gamesOf(ctx)).named(gameId) ?? refuseGame('gameId', gameId);
  if (game.state !== 'LIVE' && game.state !== 'PAUSED') refuseNotOpen('gameId');
  const [given] = await grantChances(ctx, [{ game, memberId: member, chances, cause: 'STAFF', key: `staff/${newUuid()}`, at: ctx.now }]);
  return { chanceIds: given ?? [] };
}
