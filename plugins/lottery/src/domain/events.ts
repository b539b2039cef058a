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

export const LotteryChancesGranted = defineEvent<LotteryChancesGrantedPayload>('lottery.chances-granted');
export const LotteryDrawn = defineEvent<LotteryDrawnPayload>('lottery.drawn');
