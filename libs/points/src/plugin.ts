import { ErasureBlocks, MemberData, MemberFilters, MemberSorts, RewardKinds } from '@regulars/member/contract';
import { OrderEffects, OrderUpserted, TillBenefits, TillPayment } from '@regulars/order/contract';
import { type Context, definePlugin, during, extend, node, prefetch, provide } from '@regulars/plugin-sdk';
import { version } from '../package.json';
import { ruleById } from './api/earn-rule.loader';
import { EarnRuleResolver } from './api/earn-rule.resolver';
import { EarnRule } from './api/earn-rule.type';
import { GrantRequestResolver } from './api/grant-request.resolver';
import { loadGrantRequests, PointsGrantRequest } from './api/grant-request.type';
import { MemberPointsResolver } from './api/member-points.resolver';
import { entryById } from './api/points-entry.loader';
import { ENTRY_PREFIX, PointsEntry } from './api/points-entry.type';
import {
  PointsBurnedEvent, PointsEarnedEvent, PointsExpiredEvent, PointsExpiringEvent, PointsRestoredEvent, PointsReversedEvent, PointsShortEvent,
} from './api/points-event.type';
import { lotsOfMember, nextExpiryOfMember } from './api/points-lot.loader';
import { walletOfMember } from './api/points-wallet.loader';
import { PointsResolver } from './api/points.resolver';
import { pointsBenefit, PointsTillBenefit } from './api/till-benefit';
import { AddGrantRequests1791500000312 } from './data/add-grant-requests.migration';
import { AccrualEntity } from './data/accrual.entity';
import { IndexEntriesToSeal1790800000003, SealEntries1790800000002 } from './data/seal-entries.migration';
import { CreatePoints1790000003000 } from './data/create-points.migration';
import { SealReasons1791300000230 } from './data/seal-reasons.migration';
import { EarnRuleEntity } from './data/earn-rule.entity';
import { EarnRuleVersionEntity } from './data/earn-rule-version.entity';
import { EntryEntity } from './data/entry.entity';
import { GrantRequestEntity } from './data/grant-request.entity';
import { HandGrantEntity } from './data/hand-grant.entity';
import { LotEntity } from './data/lot.entity';
import { NoticeEntity } from './data/notice.entity';
import { HoldEntity } from './data/hold.entity';
import { HoldPoints1791500000421 } from './data/hold-points.migration';
import { SettingsEntity } from './data/settings.entity';
import { WalletEntity } from './data/wallet.entity';
import { invariants } from './data/points.invariants';
import { accrue } from './domain/accrue';
import { expirePoints, expireRestTask } from './domain/expire-points';
import { GRANT_REQUEST_PREFIX } from './domain/grant-requests';
import { pointsMemberData } from './domain/member-data';
import { pointsFilter, pointsSort } from './domain/member-extensions';
import { orderPoints } from './domain/order-effects';
import { Points } from './domain/points';
import { pointsReward } from './domain/points-reward';
import { LedgerPoints } from './domain/points-service';
import { restoreTillBurns } from './domain/restore-till-burns';
import { RULE_PREFIX } from './domain/rule-id';
import { erasureBlock } from './domain/erasure-block';
import { tillPayment } from './domain/till-payment';
import { InsufficientPointsError, PointsHeldError, PointsSecondPersonError } from './errors';
import { permissions } from './permissions';

const events = [PointsEarnedEvent, PointsReversedEvent, PointsShortEvent, PointsBurnedEvent, PointsRestoredEvent, PointsExpiringEvent, PointsExpiredEvent];

const each = <T>(load: (uuid: string) => Promise<T>, uuids: readonly string[]): Promise<T[]> => Promise.all(uuids.map(load));

export const points = definePlugin({
  id: 'points',
  nouns: ['Points', 'Point', 'Earn', 'InsufficientPoints', 'Rounding'],
  version,
  sdk: '^1.0.0',
  requires: { brand: '^1.0.0', member: '^1.0.0', order: '^1.0.0' },
  core: true,
  resolvers: {
    staff: [PointsResolver, GrantRequestResolver, EarnRuleResolver, MemberPointsResolver],
    member: [MemberPointsResolver],
  },
  types: {
    staff: [...events, InsufficientPointsError, PointsHeldError, PointsSecondPersonError, PointsTillBenefit],
    member: events,
  },
  entities: [WalletEntity, LotEntity, EntryEntity, AccrualEntity, NoticeEntity, HoldEntity, EarnRuleEntity, EarnRuleVersionEntity, SettingsEntity, HandGrantEntity, GrantRequestEntity],
  migrations: [CreatePoints1790000003000, SealEntries1790800000002, IndexEntriesToSeal1790800000003, SealReasons1791300000230, AddGrantRequests1791500000312, HoldPoints1791500000421],
  permissions,
  personalData: [
    // Append-only and chained: no rotation can rewrite it.
    { table: 'points.entry', column: 'reason_sealed', form: 'SEALED' },
    { table: 'points.entry', column: 'reason', form: 'CLEAR' },
    { table: 'points.grant_request', column: 'reason_sealed', form: 'SEALED' },
  ],
  sealed: [{ chain: 'points', table: 'points.entry' }],
  invariants,
  services: [provide(Points, (ctx) => new LedgerPoints(ctx))],
  nodes: [
    node(ENTRY_PREFIX, PointsEntry, (ctx: Context, uuids) => each((uuid) => ctx.load(entryById, uuid), uuids), permissions.read),
    node(RULE_PREFIX, EarnRule, (ctx: Context, uuids) => each((uuid) => ctx.load(ruleById, uuid), uuids), permissions.read),
    node(GRANT_REQUEST_PREFIX, PointsGrantRequest, loadGrantRequests, permissions.grant),
  ],
  prefetches: [prefetch('Member.points', walletOfMember), prefetch('PointsWallet.lots', lotsOfMember), prefetch('PointsWallet.nextExpiry', nextExpiryOfMember)],
  reactions: [during(OrderUpserted, 'accrue', accrue), during(OrderUpserted, 'restore-till-burns', restoreTillBurns)],
  extensions: [
    extend(RewardKinds, pointsReward),
    extend(MemberFilters, pointsFilter),
    extend(MemberSorts, pointsSort),
    extend(MemberData, pointsMemberData),
    extend(ErasureBlocks, erasureBlock),
    extend(TillBenefits, pointsBenefit),
    extend(TillPayment, tillPayment),
    extend(OrderEffects, { kind: 'points', effects: orderPoints }),
  ],
  jobs: [expirePoints],
  tasks: [expireRestTask],
});
