import { ANY_CALLER, type Context, DateTimeScalar, readId } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';
import { seenBy, tierAt } from '../domain/memberships';
import { programsOf } from '../domain/programs';
import { tierPermissions } from '../permissions';
import { Tier, tierObject } from './tier.type';

/** Serves both audiences: members see what is not hidden. */
@Resolver()
export class TiersQueryResolver {
  @Authorized(ANY_CALLER)
  @Query(() => [Tier], { description: 'Of the live program, by rank.' })
  async tiers(@Ctx() ctx: Context): Promise<Tier[]> {
    const { live } = await programsOf(ctx);
    return (live?.tiers ?? []).filter((tier) => live && seenBy(ctx, live, tier) === tier).map(tierObject);
  }
}

@Resolver()
export class TierAtQueryResolver {
  @Authorized(tierPermissions.read)
  @Query(() => Tier, { nullable: true, description: 'The tier a member had at an instant; null before joining.' })
  async tierAt(@Ctx() ctx: Context, @Arg('memberId', () => ID) memberId: string, @Arg('at', () => DateTimeScalar) at: Date): Promise<Tier | null> {
    const uuid = readId('mbr', memberId);
    const found = uuid === null ? null : await tierAt(ctx, uuid, at);
    return found && tierObject(found);
  }
}
