import { isDeepStrictEqual } from 'node:util';
import { type Context, InvalidInputError, newUuid, NotFoundError, readId, refuseTakenCode, refuseTransition, reject } from '@regulars/plugin-sdk';
import { challengeForUpdate, insertChallenge, insertStages, lockChallenges, setChallenge, setChallengeState, stagesOf } from '../data/challenge.statements';
import { lockGames } from '../data/game.statements';
import { LotteryStagesFrozenError } from '../errors';
import { type Challenge, challengeOf, presentStages } from './challenge';
import { liveGames } from './games';
import { CHALLENGE_PREFIX } from './ids';
import { type ChallengeDraft, readChallenge } from './read-challenge';

type State = Challenge['state'];

/** What the mutations of challenges answer. */
export interface ChallengeRef {
  /** uuid */
  readonly challengeId: string;
}

export async function createChallenge(ctx: Context, draft: ChallengeDraft): Promise<ChallengeRef> {
  // What has changed of the brand comes with the first statement: stores and games a draft names are looked up in memory.
  await liveGames(ctx);
  const { code, terms, stages } = await readChallenge(ctx, draft);
  const id = newUuid();
  const [written] = await ctx.sql(insertChallenge(id, code, JSON.stringify(terms)));
  if (!written) refuseTakenCode(code);
  await ctx.sql(insertStages(id, 1, JSON.stringify(stages)));
  return { challengeId: id };
}

/** Other stages are another version: of a live challenge they are frozen, and who has begun goes on by those of then. */
export async function changeChallenge(ctx: Context, publicChallengeId: string, draft: ChallengeDraft): Promise<ChallengeRef> {
  const challenge = await lockedChallenge(ctx, publicChallengeId);
  const { code, terms, stages } = await readChallenge(ctx, draft);
  if (challenge.state === 'ENDED') refuseTransition('A challenge', challenge.state, challenge.state);
  if (challenge.state !== 'DRAFT' && code !== challenge.code) reject(new InvalidInputError({ en: 'The code stays once the challenge was published.', 'zh-TW': '發布後不可變更代碼。' }, 'input.code'));
  // The stages as the database gives them back.
  const isOther = !isDeepStrictEqual(JSON.parse(JSON.stringify(stages)), presentStages(challenge));
  if (isOther && challenge.state === 'LIVE') reject(new LotteryStagesFrozenError({ en: 'The stages of a live challenge are frozen: pause it, and publish another version.', 'zh-TW': '挑戰進行中階段已凍結:請先暫停,再發布新版本。' }, 'input.stages'));
  const version = isOther ? Math.max(...challenge.versions.keys()) + 1 : challenge.version;
  if (isOther) await ctx.sql(insertStages(challenge.id, version, JSON.stringify(stages)));
  const [written] = await ctx.sql(setChallenge(challenge.id, code, version, JSON.stringify(terms)));
  if (!written) refuseTakenCode(code);
  return { challengeId: challenge.id };
}

/** A draft, or one that was paused. */
export async function publishChallenge(ctx: Context, publicChallengeId: string): Promise<ChallengeRef> {
  await ctx.sql(lockGames());
  await ctx.sql(lockChallenges());
  const challenge = await lockedChallenge(ctx, publicChallengeId);
  if (challenge.state !== 'DRAFT' && challenge.state !== 'PAUSED') refuseTransition('A challenge', challenge.state, 'LIVE');
  if (challenge.state === 'DRAFT') ctx.withinLimit('lottery', 'activeGames', (await liveGames(ctx)) + 1);
  await ctx.sql(setChallengeState(challenge.id, 'LIVE'));
  return { challengeId: challenge.id };
}

/** Nothing counts meanwhile. */
export const pauseChallenge = (ctx: Context, id: string): Promise<ChallengeRef> => move(ctx, id, ['LIVE'], 'PAUSED');

/** For good. */
export const endChallenge = (ctx: Context, id: string): Promise<ChallengeRef> => move(ctx, id, ['LIVE', 'PAUSED'], 'ENDED');

async function move(ctx: Context, publicChallengeId: string, from: readonly State[], to: State): Promise<ChallengeRef> {
  const challenge = await lockedChallenge(ctx, publicChallengeId);
  if (!from.includes(challenge.state)) refuseTransition('A challenge', challenge.state, to);
  await ctx.sql(setChallengeState(challenge.id, to));
  return { challengeId: challenge.id };
}

async function lockedChallenge(ctx: Context, publicChallengeId: string): Promise<Challenge> {
  const id = readId(CHALLENGE_PREFIX, publicChallengeId);
  const [row] = id === null ? [] : await ctx.sql(challengeForUpdate(id));
  if (!row) return reject(new NotFoundError({ en: 'There is no such challenge.', 'zh-TW': '沒有此挑戰活動。' }, 'id', publicChallengeId));
  return challengeOf(row, await ctx.sql(stagesOf([row.id])));
}
