/** How a draw is shown; what is drawn does not depend on it. */
export enum LotteryForm {
  WHEEL = 'WHEEL',
  SCRATCH = 'SCRATCH',
  PICK_ONE_OF_FOUR = 'PICK_ONE_OF_FOUR',
  /** Chances are entries: all are drawn at once when its time is over. */
  RAFFLE = 'RAFFLE',
}

export enum LotteryPrizeKind {
  REWARD = 'REWARD',
  PHYSICAL = 'PHYSICAL',
  NOTHING = 'NOTHING',
}

/** What becomes of the share of a prize that cannot be won now. */
export enum LotteryWhenOut {
  REDISTRIBUTE = 'REDISTRIBUTE',
  FALLBACK_PRIZE = 'FALLBACK_PRIZE',
}

/** What gives chances by itself. */
export enum LotteryOccasion {
  ORDER = 'ORDER',
  VISIT = 'VISIT',
  JOIN = 'JOIN',
  POINTS_SPENT = 'POINTS_SPENT',
  SHARE = 'SHARE',
}

/** What a stage of a challenge asks for. */
export enum LotteryGoal {
  ORDER = 'ORDER',
  SURVEY = 'SURVEY',
  STAMPS = 'STAMPS',
  SHARE = 'SHARE',
  WIN = 'WIN',
}

export enum LotteryStageState {
  LOCKED = 'LOCKED',
  OPEN = 'OPEN',
  REACHED = 'REACHED',
  SHORT = 'SHORT',
  KEPT = 'KEPT',
}

/** Why the reward of a prize that was drawn was not given. */
export enum LotteryWithheld {
  CIRCLE = 'CIRCLE',
}

/** Why an entry of a raffle has no place although its ticket is better than that of somebody who has. */
export enum LotteryPassedOver {
  HAS_PLACE = 'HAS_PLACE',
  NOT_ACTIVE = 'NOT_ACTIVE',
}

/** Why somebody who came by a share link counted for nothing. */
export enum LotteryShareRefusal {
  SELF = 'SELF',
  NOT_ACTIVE = 'NOT_ACTIVE',
  DAILY_LIMIT = 'DAILY_LIMIT',
  MEMBER_LIMIT = 'MEMBER_LIMIT',
  GAME_LIMIT = 'GAME_LIMIT',
  GAME_OVER = 'GAME_OVER',
}

export enum LotteryClaimState {
  WON = 'WON',
  CLAIMED = 'CLAIMED',
  LAPSED = 'LAPSED',
}

export enum LotteryChanceState {
  AVAILABLE = 'AVAILABLE',
  CONSUMED = 'CONSUMED',
  REVOKED = 'REVOKED',
}
