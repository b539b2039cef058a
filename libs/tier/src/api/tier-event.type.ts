import { MemberEvent } from '@regulars/member/contract';
import { type Context, readId } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import { seenBy } from '../domain/memberships';
import { PROGRAM_PREFIX } from '../domain/program';
import { programsOf } from '../domain/programs';
import { Tier, tierObject } from './tier.type';

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class TierChangedEvent extends MemberEvent {
  @Field(() => Tier, { nullable: true })
  from(@Ctx() ctx: Context): Promise<Tier | null> {
    return tierOfEvent(this, ctx, this.data.from as string | null);
  }

  @Field(() => Tier)
  to(@Ctx() ctx: Context): Promise<Tier | null> {
    return tierOfEvent(this, ctx, this.data.to as string);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true, description: 'The tier is kept for a new period.' })
export class TierRenewedEvent extends MemberEvent {
  @Field(() => Tier)
  tier(@Ctx() ctx: Context): Promise<Tier | null> {
    return tierOfEvent(this, ctx, this.data.tier as string);
  }
}

// Programs are never deleted, so the code of a tier that was is always found.
async function tierOfEvent(event: MemberEvent, ctx: Context, code: string | null): Promise<Tier | null> {
  if (code === null) return null;
  const programs = await programsOf(ctx);
  const id = readId(PROGRAM_PREFIX, event.data.programId as string | undefined);
  const found = programs.tier(code, id);
  const program = (id === null ? null : programs.byId(id)) ?? programs.live;
  return found && tierObject(program ? seenBy(ctx, program, found) : found);
}
