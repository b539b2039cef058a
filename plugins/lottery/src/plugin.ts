import { MemberData, MemberJoined, RewardKinds } from '@regulars/member/contract';
import { OrderPaid, OrderRefunded } from '@regulars/order/contract';
import { definePlugin, extend, type Handler, node, on } from '@regulars/plugin-sdk';
import { PointsBurned, PointsRestored } from '@regulars/points/contract';
import { version } from '../package.json';
import { loadChallenges } from './api/challenge.loaders';
import { ChallengeResolver, ChallengeResultsResolver, MemberChallengesResolver } from './api/challenge.resolver';
import { LotteryChallenge } from './api/challenge.type';
import { loadClaims } from './api/claim.loaders';
import { ClaimFieldResolver, ClaimResolver, MemberClaimsResolver, OwnClaimResolver, RaffleFieldResolver } from './api/claim.resolver';
import { LotteryClaim } from './api/claim.type';
import { loadChances, loadDraws } from './api/draw.loaders';
import { DrawFieldResolver, DrawResolver, MemberLotteryResolver, OwnDrawResolver } from './api/draw.resolver';
import { LotteryChance, LotteryDraw } from './api/draw.type';
import { loadGames } from './api/game.loaders';
import { GameFieldResolver, GameMutationResolver, GameQueryResolver, GameResultsResolver, OwnGameResolver, PrizeFieldResolver } from './api/game.resolver';
import { LotteryGame } from './api/game.type';
import { LotteryChancesGrantedEvent, LotteryDrawnEvent, LotteryRaffleWonEvent, LotteryShareCountedEvent, LotteryStageReachedEvent } from './api/lottery-event.type';
import { LotteryShareLink, loadLinks, MemberSharesResolver, OwnShareResolver } from './api/share.resolver';
import { SimulationResolver } from './api/simulation.resolver';
import { ChallengeCountEntity } from './data/challenge-count.entity';
import { ChallengeRunEntity } from './data/challenge-run.entity';
import { ChallengeStageEntity } from './data/challenge-stage.entity';
import { ChallengeVersionEntity } from './data/challenge-version.entity';
import { ChallengeEntity } from './data/challenge.entity';
import { ChanceEntity } from './data/chance.entity';
import { ChancesOfBurns1791500000811, IndexChancesOfBurns1791500000812 } from './data/chances-of-burns.migration';
import { ClaimEntity } from './data/claim.entity';
import { CreateChallenges1791500000814 } from './data/create-challenges.migration';
import { ClaimLotteryPrizes1791500000802 } from './data/create-claims.migration';
import { CreateLottery1791500000801 } from './data/create-lottery.migration';
import { CreateShareLinks1791500000813 } from './data/create-share-links.migration';
import { DrawEntity } from './data/draw.entity';
import { GameEntity } from './data/game.entity';
import { invariants } from './data/lottery.invariants';
import { OddsVersionEntity } from './data/odds-version.entity';
import { PrizeCounterEntity } from './data/prize-counter.entity';
import { PublishEntries1791500000815 } from './data/publish-entries.migration';
import { RaffleCloseEntity } from './data/raffle-close.entity';
import { RaffleEntryEntity } from './data/raffle-entry.entity';
import { RafflePlaceEntity } from './data/raffle-place.entity';
import { SeedEntity } from './data/seed.entity';
import { ShareLinkEntity } from './data/share-link.entity';
import { ShareEntity } from './data/share.entity';
import { TaxRecordEntity } from './data/tax-record.entity';
import { WithholdRewards1791500000816 } from './data/withhold-rewards.migration';
import { chanceReward } from './domain/chance-reward';
import { LotteryChancesGranted, LotteryDrawn, LotteryShareCounted } from './domain/events';
import { liveGames } from './domain/games';
import { onDrawnForGoals, onOrderForGoals, onRefundForGoals, onShareCounted, onStampsCame, onSurveyAnswered, StampsCame, SurveyAnswered } from './domain/goals';
import { CHALLENGE_PREFIX, CHANCE_PREFIX, CLAIM_PREFIX, DRAW_PREFIX, GAME_PREFIX, LINK_PREFIX } from './domain/ids';
import { lotteryMemberData } from './domain/member-data';
import { onJoined, onOrderPaid, onOrderRefunded } from './domain/occasions';
import { onPointsRestored, onPointsSpent } from './domain/points-spent';
import { raffleJob, raffleTask } from './domain/raffle';
import { onDrawnByFriend, onEnteredByFriend } from './domain/shares';
import {
  LotteryAlreadyPlayedError, LotteryChanceUsedError, LotteryClaimNotOpenError, LotteryNoChanceError, LotteryNotOpenError, LotteryNotSharedError, LotteryOddsFrozenError, LotteryOwnShareLinkError,
  LotteryRewardCircleError, LotteryShareOpenedError, LotteryStagesFrozenError, LotteryTaxInfoNeededError,
} from './errors';
import { masks } from './masks';
import { permissions } from './permissions';

const events = [LotteryChancesGrantedEvent, LotteryDrawnEvent, LotteryRaffleWonEvent, LotteryShareCountedEvent, LotteryStageReachedEvent];
const drawErrors = [LotteryNoChanceError, LotteryChanceUsedError, LotteryNotOpenError, LotteryClaimNotOpenError, LotteryTaxInfoNeededError];
const shareErrors = [LotteryNotSharedError, LotteryOwnShareLinkError, LotteryShareOpenedError, LotteryAlreadyPlayedError];
const shown = [GameFieldResolver, RaffleFieldResolver, PrizeFieldResolver, DrawFieldResolver, ClaimFieldResolver, MemberLotteryResolver, MemberClaimsResolver, MemberSharesResolver, MemberChallengesResolver];

const handlers: readonly Handler[] = [
  on(OrderPaid, 'order', onOrderPaid), on(OrderRefunded, 'refund', onOrderRefunded), on(MemberJoined, 'join', onJoined), on(PointsBurned, 'points', onPointsSpent), on(PointsRestored, 'points-back', onPointsRestored),
  on(LotteryDrawn, 'friend-drew', onDrawnByFriend), on(LotteryChancesGranted, 'friend-entered', onEnteredByFriend),
  on(OrderPaid, 'goal-order', onOrderForGoals), on(OrderRefunded, 'goal-refund', onRefundForGoals), on(SurveyAnswered, 'goal-survey', onSurveyAnswered), on(StampsCame, 'goal-stamps', onStampsCame),
  on(LotteryShareCounted, 'goal-share', onShareCounted), on(LotteryDrawn, 'goal-draw', onDrawnForGoals),
];

/** Everything this plugin adds. */
export const lottery = definePlugin({
  id: 'lottery',
  version,
  sdk: '^1.0.0',
  requires: { brand: '^1.0.0', member: '^1.0.0', order: '^1.0.0', points: '^1.0.0' },
  resolvers: {
    staff: [GameQueryResolver, GameMutationResolver, GameResultsResolver, DrawResolver, ClaimResolver, SimulationResolver, ChallengeResolver, ChallengeResultsResolver, ...shown],
    member: [OwnGameResolver, OwnDrawResolver, OwnClaimResolver, OwnShareResolver, ...shown],
  },
  types: { staff: [...events, ...drawErrors, LotteryOddsFrozenError, LotteryStagesFrozenError, LotteryRewardCircleError], member: [...events, ...drawErrors, ...shareErrors] },
  entities: [GameEntity, OddsVersionEntity, SeedEntity, PrizeCounterEntity, ChanceEntity, DrawEntity, RafflePlaceEntity, ClaimEntity, TaxRecordEntity, ShareLinkEntity, ShareEntity, ChallengeEntity, ChallengeVersionEntity, ChallengeRunEntity, ChallengeCountEntity, ChallengeStageEntity, RaffleCloseEntity, RaffleEntryEntity],
  migrations: [CreateLottery1791500000801, ClaimLotteryPrizes1791500000802, ChancesOfBurns1791500000811, IndexChancesOfBurns1791500000812, CreateShareLinks1791500000813, CreateChallenges1791500000814, PublishEntries1791500000815, WithholdRewards1791500000816],
  permissions,
  maskable: masks,
  invariants,
  limits: { activeGames: { description: 'How many games and challenges may be live or paused', used: liveGames } },
  nodes: [
    node(GAME_PREFIX, LotteryGame, loadGames, permissions.read),
    node(CHANCE_PREFIX, LotteryChance, loadChances, permissions.read),
    node(DRAW_PREFIX, LotteryDraw, loadDraws, permissions.read),
    node(CLAIM_PREFIX, LotteryClaim, loadClaims, permissions.read),
    node(CHALLENGE_PREFIX, LotteryChallenge, loadChallenges, permissions.read),
    node(LINK_PREFIX, LotteryShareLink, loadLinks, permissions.read),
  ],
  // Whoever knows a seed knows every draw to come.
  personalData: [
    { table: 'lottery.seed', column: 'seed_sealed', form: 'SEALED' },
    { table: 'lottery.tax_record', column: 'identity_sealed', form: 'SEALED', member: 'member_id' },
  ],
  handlers,
  jobs: [raffleJob],
  tasks: [raffleTask],
  extensions: [extend(MemberData, lotteryMemberData), extend(RewardKinds, chanceReward)],
});
