import { ConsentChanged, MemberData, MemberJoined, MemberUpdated, RewardKinds } from '@regulars/member/contract';
import { OrderEffects, OrderUpserted, TillBenefits } from '@regulars/order/contract';
import { definePlugin, during, extend, node, on, oneForEach, prefetch, provide } from '@regulars/plugin-sdk';
import packageJson from '../package.json';
import { MemberStampCardsResolver } from './api/member-stamp-cards.resolver';
import { StampCardActResolver, StampCardPayloadResolver } from './api/stamp-card-act.resolver';
import { MissionStepDoneEvent, StampAddedEvent, StampCardCompletedEvent, StampCardExpiredEvent, StampCardNearlyFullEvent } from './api/stamp-card-event.type';
import { programObject, StampCardProgram } from './api/stamp-card-program.type';
import { StampCardProgramPayloadResolver, StampCardProgramResolver } from './api/stamp-card-program.resolver';
import { cardById, cardsByMember, stampEffects } from './api/stamp-card.loaders';
import { MissionStepResolver, StampCardResolver, StampCardRewardsResolver, StampEntryResolver } from './api/stamp-card.resolver';
import { StampCard } from './api/stamp-card.type';
import { stampBenefit, StampCardTillBenefit } from './api/till-benefit';
import { ActEntity } from './data/act.entity';
import { CardEntity } from './data/card.entity';
import { CreateStampActs1791500000474 } from './data/create-acts.migration';
import { CreateStampCard } from './data/create-stamp-card.migration';
import { EntryEntity } from './data/entry.entity';
import { ForgetStampMarks1791500000671 } from './data/forget-marks.migration';
import { IndexOpenStampCards1791500000477, IndexStampCardEnds1791500000476, IndexStampEntries1791500000475 } from './data/index-stamp-card.migration';
import { NoticeEarlierStamps1791500000478 } from './data/notice-earlier.migration';
import { MarkStampCards1791500000582 } from './data/mark-cards.migration';
import { MatchMergedRewards1791500000583 } from './data/match-merged-rewards.migration';
import { PlanStampCardEnds1791500000581 } from './data/planned-ends.migration';
import { ProgramEntity } from './data/program.entity';
import { invariants } from './data/stamp-card.invariants';
import { WidenStampCards1791500000473, WidenStampEntries1791500000472, WidenStampPrograms1791500000471 } from './data/widen-stamp-card.migration';
import { expireCardsJob, expireRestTask } from './domain/expire-cards';
import { CARD_PREFIX, PROGRAM_PREFIX } from './domain/ids';
import { stampCardMemberData } from './domain/member-data';
import { countEvent, Missions, missionsService } from './domain/missions';
import { allPrograms } from './domain/program';
import { liveCards } from './domain/programs';
import { stampForOrders } from './domain/stamp';
import { stampsReward } from './domain/stamps-reward';
import { StampCardFullError } from './errors';
import { permissions } from './permissions';

const events = [StampAddedEvent, StampCardNearlyFullEvent, StampCardCompletedEvent, StampCardExpiredEvent, MissionStepDoneEvent];
const cards = [MemberStampCardsResolver, StampCardResolver, StampEntryResolver, MissionStepResolver, StampCardRewardsResolver];

export const stampCard = definePlugin({
  id: 'stamp-card',
  nouns: ['StampCard', 'Stamp', 'Mission'],
  version: packageJson.version,
  sdk: '^1.0.0',
  requires: { brand: '^1.0.0', member: '^1.0.0', order: '^1.0.0' },
  resolvers: {
    staff: [StampCardProgramResolver, StampCardProgramPayloadResolver, StampCardActResolver, StampCardPayloadResolver, ...cards],
    member: cards,
  },
  types: { staff: [...events, StampCardFullError, StampCardTillBenefit], member: events },
  entities: [ProgramEntity, EntryEntity, CardEntity, ActEntity],
  migrations: [
    CreateStampCard, WidenStampPrograms1791500000471, WidenStampEntries1791500000472, WidenStampCards1791500000473, CreateStampActs1791500000474,
    IndexStampEntries1791500000475, IndexStampCardEnds1791500000476, IndexOpenStampCards1791500000477, NoticeEarlierStamps1791500000478,
    PlanStampCardEnds1791500000581, MarkStampCards1791500000582, MatchMergedRewards1791500000583, ForgetStampMarks1791500000671,
  ],
  permissions,
  personalData: [{ table: 'stamp_card.act', column: 'reason_sealed', form: 'SEALED', member: 'member_id' }],
  invariants,
  limits: { activeCards: { description: 'How many stamp card programs may be live', used: liveCards } },
  services: [provide(Missions, missionsService)],
  nodes: [
    node(PROGRAM_PREFIX, StampCardProgram, async (ctx, ids) => oneForEach(ids, (await allPrograms(ctx)).map(programObject), ({ program }) => program.id), permissions.read),
    node(CARD_PREFIX, StampCard, (ctx, ids) => Promise.all(ids.map((id) => ctx.load(cardById, id))), permissions.read),
  ],
  prefetches: [prefetch('Member.stampCards', cardsByMember)],
  reactions: [during(OrderUpserted, 'stamp', stampForOrders)],
  // Events of members that a task may name; modules above this one tell `Missions` of theirs.
  handlers: [on(MemberJoined, 'task-joined', countEvent), on(MemberUpdated, 'task-updated', countEvent), on(ConsentChanged, 'task-consent', countEvent)],
  extensions: [
    extend(OrderEffects, { kind: 'stamp-card', effects: stampEffects }), extend(MemberData, stampCardMemberData), extend(RewardKinds, stampsReward),
    extend(TillBenefits, stampBenefit),
  ],
  jobs: [expireCardsJob],
  tasks: [expireRestTask],
});
