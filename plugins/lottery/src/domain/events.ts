import { defineEvent } from '@regulars/plugin-sdk';

/** Public ids. */
export interface LotteryChancesGrantedPayload {
  readonly gameId: string;
  readonly chances: number;
}

export interface LotteryDrawnPayload {
  readonly drawId: string;
  readonly gameId: string;
  /** The prize's key in its game. */
  readonly prize: string;
}

/** Of a raffle; places count from 1. */
export interface LotteryRaffleWonPayload {
  readonly gameId: string;
  readonly prize: string;
  readonly place: number;
}

/** Of who shared the game: a friend came by their link, and joined or played. */
export interface LotteryShareCountedPayload {
  readonly gameId: string;
}

/** Of a challenge. */
export interface LotteryStageReachedPayload {
  readonly challengeId: string;
  /** The stage's key. */
  readonly stage: string;
  readonly isLast: boolean;
}

export const LotteryStageReached = defineEvent<LotteryStageReachedPayload>('lottery.stage-reached');
export const LotteryShareCounted = defineEvent<LotteryShareCountedPayload>('lottery.share-counted');
export const LotteryChancesGranted = defineEvent<LotteryChancesGrantedPayload>('lottery.chances-granted');
export const LotteryRaffleWon = defineEvent<LotteryRaffleWonPayload>('lottery.raffle-won');
export const LotteryDrawn = defineEvent<LotteryDrawnPayload>('lottery.drawn');
