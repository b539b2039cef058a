import { MemberEvent } from '@regulars/member/contract';
import { type Context, DateScalar, readId } from '@regulars/plugin-sdk';
import { Ctx, Field, Int, ObjectType } from 'type-graphql';
import { entryById } from './points-entry.loader';
import { ENTRY_PREFIX, PointsEntry } from './points-entry.type';

function entryOf(event: MemberEvent, ctx: Context): Promise<PointsEntry | null> | null {
  const uuid = readId(ENTRY_PREFIX, event.data.entryId as string | undefined);
  return uuid === null ? null : ctx.load(entryById, uuid);
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class PointsEarnedEvent extends MemberEvent {
  @Field(() => PointsEntry, { nullable: true })
  entry(@Ctx() ctx: Context): Promise<PointsEntry | null> | null {
    return entryOf(this, ctx);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class PointsReversedEvent extends MemberEvent {
  @Field(() => PointsEntry, { nullable: true })
  entry(@Ctx() ctx: Context): Promise<PointsEntry | null> | null {
    return entryOf(this, ctx);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true, description: 'Under NOTIFY: points that a refund took back had been spent already, and were written off.' })
export class PointsShortEvent extends MemberEvent {
  @Field(() => PointsEntry, { nullable: true })
  entry(@Ctx() ctx: Context): Promise<PointsEntry | null> | null {
    return entryOf(this, ctx);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class PointsBurnedEvent extends MemberEvent {
  @Field(() => PointsEntry, { nullable: true })
  entry(@Ctx() ctx: Context): Promise<PointsEntry | null> | null {
    return entryOf(this, ctx);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true, description: 'A burn was undone.' })
export class PointsRestoredEvent extends MemberEvent {
  @Field(() => PointsEntry, { nullable: true })
  entry(@Ctx() ctx: Context): Promise<PointsEntry | null> | null {
    return entryOf(this, ctx);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class PointsExpiredEvent extends MemberEvent {
  @Field(() => PointsEntry, { nullable: true })
  entry(@Ctx() ctx: Context): Promise<PointsEntry | null> | null {
    return entryOf(this, ctx);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class PointsExpiringEvent extends MemberEvent {
  @Field(() => Int)
  points(): number {
    return this.data.points as number;
  }

  @Field(() => DateScalar, { description: 'The last day on which they can be used.' })
  on(): string {
    return this.data.on as string;
  }
}
