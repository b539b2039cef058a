import { MemberEvent } from '@regulars/member/contract';
import { type Context, readId } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import { programsOf } from '../domain/programs';
import { PROGRAM_PREFIX, Tier, tierObject } from './tier.type';

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

// Programs are never deleted, so the code of a tier that was is always found.
async function tierOfEvent(event: MemberEvent, ctx: Context, code: string | null): Promise<Tier | null> {
  if (code === null) return null;
  const programs = await programsOf(ctx);
  const found = programs.tier(code, readId(PROGRAM_PREFIX, event.data.programId as string | undefined));
  return found && tierObject(found);
}
