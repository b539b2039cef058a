/** What other modules may import of this one. */
export { LotteryChance, LotteryDraw } from './api/draw.type';
export { LotteryGame } from './api/game.type';
export { LotteryChancesGrantedEvent, LotteryDrawnEvent } from './api/lottery-event.type';
export { LotteryChancesGranted, type LotteryChancesGrantedPayload, LotteryDrawn, type LotteryDrawnPayload, LotteryStageReached, type LotteryStageReachedPayload, LotteryShareCounted, type LotteryShareCountedPayload } from './domain/events';
export { permissions as lotteryPermissions } from './permissions';
