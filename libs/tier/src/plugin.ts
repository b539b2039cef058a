import { MemberData, MemberFilters, MemberJoined } from '@regulars/member/contract';
import { OrderEffects, OrderFacts, OrderUpserted, TillBenefits } from '@regulars/order/contract';
import { EarnFactors } from '@regulars/points/contract';
import { type Context, definePlugin, during, extend, node, on, prefetch, provide } from '@regulars/plugin-sdk';
import packageJson from '../package.json';
import { MemberTierHistoryResolver, MemberTierResolver, TierMembershipResolver } from './api/member-tier.resolver';
import { tierHistoryOfMember, tierOfMember, tierProgressOfMember } from './api/membership.loader';
import { TierDefinitionResolver } from './api/tier-definition.resolver';
import { TierChangedEvent, TierRenewedEvent } from './api/tier-event.type';
import { TierProgramPayloadResolver, TierProgramResolver } from './api/tier-program.resolver';
import { programObject, TierProgram } from './api/tier-program.type';
import { TierAtQueryResolver, TiersQueryResolver } from './api/tier-query.resolver';
import { TierSetResolver } from './api/tier-set.resolver';
import { tierBenefit, TierTillBenefit } from './api/till-benefit';
import { CreateTier1790000004000 } from './data/create-tier.migration';
import { GiftEntity } from './data/gift.entity';
import { ManualSetEntity } from './data/manual-set.entity';
import { MembershipEntity } from './data/membership.entity';
import { OrderTierEntity } from './data/order-tier.entity';
import { ProgramEntity } from './data/program.entity';
import { SealReasons1791300000220 } from './data/seal-reasons.migration';
import { invariants } from './data/tier.invariants';
import { activateJob, judgeAllTask } from './domain/activation';
import { judgeDueJob, judgeRestTask } from './domain/judge-due';
import { judgeOrders, judgeOrdersByPoints, tierFactors } from './domain/judge-orders';
import { tierMemberData } from './domain/member-data';
import { tierFilter } from './domain/member-filter';
import { birthdayJob, giveOnJoining, isNewcomer } from './domain/occasions';
import { tierAtOrder, tierEffects } from './domain/order-effects';
import { PROGRAM_PREFIX } from './domain/program';
import { programsOf } from './domain/programs';
import { tiersService } from './domain/tiers';
import { Tiers } from './domain/tiers-service';
import { tierPermissions } from './permissions';

async function loadPrograms(ctx: Context, uuids: readonly string[]): Promise<(TierProgram | null)[]> {
  const programs = await programsOf(ctx);
  return uuids.map((uuid) => {
    const program = programs.byId(uuid);
    return program && programObject(program);
  });
}

export const tier = definePlugin({
  id: 'tier',
  nouns: ['Tier'],
  version: packageJson.version,
  sdk: '^1.0.0',
  requires: { brand: '^1.0.0', member: '^1.0.0', order: '^1.0.0', points: '^1.0.0' },
  core: true,
  resolvers: {
    staff: [
      TiersQueryResolver, TierAtQueryResolver, TierDefinitionResolver, TierProgramResolver, TierProgramPayloadResolver, TierSetResolver,
      MemberTierResolver, TierMembershipResolver, MemberTierHistoryResolver,
    ],
    member: [TiersQueryResolver, MemberTierResolver, TierMembershipResolver],
  },
  types: { staff: [TierChangedEvent, TierRenewedEvent, TierTillBenefit], member: [TierChangedEvent, TierRenewedEvent] },
  entities: [ProgramEntity, MembershipEntity, ManualSetEntity, GiftEntity, OrderTierEntity],
  migrations: [CreateTier1790000004000, SealReasons1791300000220],
  permissions: tierPermissions,
  personalData: [
    { table: 'tier.manual_set', column: 'reason_sealed', form: 'SEALED', member: 'member_id', was: 'reason' },
    { table: 'tier.manual_set', column: 'reason', form: 'CLEAR' },
  ],
  invariants,
  services: [provide(Tiers, tiersService)],
  nodes: [node(PROGRAM_PREFIX, TierProgram, loadPrograms, tierPermissions.read)],
  prefetches: [prefetch('Member.tier', tierOfMember), prefetch('Member.tierHistory', tierHistoryOfMember), prefetch('TierMembership.progress', tierProgressOfMember)],
  reactions: [
    during(OrderUpserted, 'judge', judgeOrders),
    during(OrderUpserted, 'judge-points', judgeOrdersByPoints, { after: ['points.accrue'] }),
  ],
  handlers: [on(MemberJoined, 'welcome', giveOnJoining, { when: isNewcomer })],
  extensions: [
    extend(EarnFactors, { id: 'tier', factors: tierFactors }),
    extend(OrderFacts, tierAtOrder),
    extend(OrderEffects, tierEffects),
    extend(TillBenefits, tierBenefit),
    extend(MemberFilters, tierFilter),
    extend(MemberData, tierMemberData),
  ],
  jobs: [activateJob, judgeDueJob, birthdayJob],
  tasks: [judgeAllTask, judgeRestTask],
});
