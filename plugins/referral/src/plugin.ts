import { JoinCodes, MemberData } from '@regulars/member/contract';
import { OrderUpserted } from '@regulars/order/contract';
import { definePlugin, during, extend, node, on } from '@regulars/plugin-sdk';
import { version } from '../package.json';
import { loadEdges } from './api/edge.loaders';
import { EdgeFieldResolver, EdgeResolver, MemberEdgesResolver, OwnEdgeResolver, StaffEdgeFieldResolver } from './api/edge.resolver';
import { ReferralEdge } from './api/edge.type';
import { loadLinks } from './api/link.loaders';
import { LinkFieldResolver, LinkResolver, MemberLinksResolver, OwnLinkResolver } from './api/link.resolver';
import { ReferralLink } from './api/link.type';
import { loadPrograms } from './api/program.loaders';
import { OwnProgramResolver, ProgramMutationResolver, ProgramQueryResolver, RuleFieldResolver, StaffProgramFieldResolver } from './api/program.resolver';
import { ReferralProgram } from './api/program.type';
import { ReferralBoundEvent, ReferralQualifiedEvent, ReferralReversedEvent, ReferralRewardedEvent } from './api/referral-event.type';
import { ProgramResultsResolver, ReferrerResolver } from './api/results.resolver';
import { loadRewards } from './api/reward.loaders';
import { EdgeRewardsResolver, MemberRewardsResolver, RewardFieldResolver, StaffRewardFieldResolver } from './api/reward.resolver';
import { ReferralReward } from './api/reward.type';
import { EdgeReviewResolver, ReviewFieldResolver, ReviewResolver } from './api/review.resolver';
import { loadReviews } from './api/review.loaders';
import { ReferralReview } from './api/review.type';
import { ClickEntity } from './data/click.entity';
import { CreateReferralReviews1791500000863 } from './data/create-reviews.migration';
import { CreateReferralSightings1791500000862 } from './data/create-sightings.migration';
import { CreateReferral1791500000840 } from './data/create-referral.migration';
import { CreateReferralRewards1791500000841 } from './data/create-rewards.migration';
import { EdgeEntity } from './data/edge.entity';
import { JudgementEntity } from './data/judgement.entity';
import { LinkEntity } from './data/link.entity';
import { ProgramVersionEntity } from './data/program-version.entity';
import { ProgramEntity } from './data/program.entity';
import { ReviewEntity } from './data/review.entity';
import { SightingEntity } from './data/sighting.entity';
import { SeeReferralVisits1791500000861 } from './data/see-visits.migration';
import { invariants } from './data/referral.invariants';
import { RewardEntity } from './data/reward.entity';
import { referralCodes } from './domain/bind';
import { clearUp } from './domain/clear-up';
import { ReferralOrderChanged } from './domain/events';
import { EDGE_PREFIX, LINK_PREFIX, PROGRAM_PREFIX, REVIEW_PREFIX, REWARD_PREFIX } from './domain/ids';
import { referralMemberData } from './domain/member-data';
import { noticeOrders } from './domain/notice-orders';
import { payJob, payRestTask } from './domain/pay-due';
import { livePrograms } from './domain/programs';
import { settleOrder } from './domain/settle-order';
import {
  ReferralAcknowledgementNeededError, ReferralAlreadyBoundError, ReferralClickExpiredError, ReferralCycleError, ReferralJoinBeyondFirstLevelError, ReferralNotNewError,
  ReferralNotOpenError, ReferralRulesFrozenError, ReferralSelfError,
} from './errors';
import { permissions } from './permissions';
import { settings } from './settings';

const events = [ReferralBoundEvent, ReferralQualifiedEvent, ReferralRewardedEvent, ReferralReversedEvent];
const bindErrors = [ReferralNotOpenError, ReferralClickExpiredError, ReferralSelfError, ReferralNotNewError, ReferralAlreadyBoundError, ReferralCycleError];
const manageErrors = [ReferralRulesFrozenError, ReferralAcknowledgementNeededError, ReferralJoinBeyondFirstLevelError];
const shown = [RuleFieldResolver, LinkFieldResolver, EdgeFieldResolver, RewardFieldResolver, MemberLinksResolver, MemberEdgesResolver, MemberRewardsResolver];

/** Everything this plugin adds. */
export const referral = definePlugin({
  id: 'referral',
  version,
  sdk: '^1.0.0',
  requires: { brand: '^1.0.0', member: '^1.0.0', order: '^1.0.0' },
  resolvers: {
    staff: [
      ProgramQueryResolver, ProgramMutationResolver, StaffProgramFieldResolver, LinkResolver, EdgeResolver, StaffEdgeFieldResolver, StaffRewardFieldResolver, EdgeRewardsResolver,
      ProgramResultsResolver, ReferrerResolver, ReviewResolver, ReviewFieldResolver, EdgeReviewResolver, ...shown,
    ],
    member: [OwnProgramResolver, OwnLinkResolver, OwnEdgeResolver, ...shown],
  },
  types: { staff: [...events, ...bindErrors, ...manageErrors], member: [...events, ...bindErrors] },
  entities: [ProgramEntity, ProgramVersionEntity, LinkEntity, ClickEntity, EdgeEntity, RewardEntity, SightingEntity, JudgementEntity, ReviewEntity],
  migrations: [CreateReferral1791500000840, CreateReferralRewards1791500000841, SeeReferralVisits1791500000861, CreateReferralSightings1791500000862, CreateReferralReviews1791500000863],
  permissions,
  settings,
  invariants,
  personalData: [
    ...['referral.sighting', 'referral.click'].flatMap((table) => ['network', 'device'].map((column) => ({ table, column, form: 'INDEX' as const }))),
    { table: 'referral.judgement', column: 'reasons', form: 'CLEAR' },
  ],
  limits: { activePrograms: { description: 'How many programs may be live or paused', used: livePrograms } },
  nodes: [
    node(PROGRAM_PREFIX, ReferralProgram, loadPrograms, permissions.read),
    node(LINK_PREFIX, ReferralLink, loadLinks, permissions.read),
    node(EDGE_PREFIX, ReferralEdge, loadEdges, permissions.read),
    node(REWARD_PREFIX, ReferralReward, loadRewards, permissions.read),
    node(REVIEW_PREFIX, ReferralReview, loadReviews, permissions.review),
  ],
  reactions: [during(OrderUpserted, 'notice', noticeOrders)],
  handlers: [on(ReferralOrderChanged, 'settle-order', settleOrder)],
  jobs: [clearUp, payJob],
  tasks: [payRestTask],
  extensions: [extend(MemberData, referralMemberData), extend(JoinCodes, referralCodes)],
});
