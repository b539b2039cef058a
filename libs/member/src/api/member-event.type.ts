import { type Context, DateTimeScalar, type JsonObject, JsonScalar, type StoredEvent, uncountedConnectionOf } from '@regulars/plugin-sdk';
import { Ctx, Field, ID, InterfaceType, Int, ObjectType } from 'type-graphql';
import { memberById } from './member.loader';
import { Member } from './member.type';

/**
 * One fact about a member. A module's event types extend and implement it:
 * `@ObjectType({ implements: MemberEvent, simpleResolvers: true }) class OrderPaidEvent extends MemberEvent`.
 */
@InterfaceType({ autoRegisterImplementations: false, description: 'One fact about a member. Plugins add their own types; each also carries the plain payload.' })
export abstract class MemberEvent {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  type: string;

  @Field(() => Int)
  version: number;

  @Field(() => String)
  cursor: string;

  @Field(() => DateTimeScalar)
  occurredAt: Date;

  @Field(() => JsonScalar)
  data: JsonObject;

  readonly memberUuid: string | null;

  @Field(() => Member, { nullable: true })
  member(@Ctx() ctx: Context): Promise<Member | null> | null {
    return this.memberUuid === null ? null : ctx.load(memberById, this.memberUuid);
  }
}

/** An event as the outbox keeps it, with the opaque cursor behind which to go on. */
export interface LiveEvent extends StoredEvent {
  readonly cursor: string;
}

export const MemberEventConnection = uncountedConnectionOf(() => MemberEvent, 'MemberEvent');

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class MemberJoinedEvent extends MemberEvent {}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class MemberUpdatedEvent extends MemberEvent {}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class MemberFrozenEvent extends MemberEvent {}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class MemberUnfrozenEvent extends MemberEvent {}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class MemberWithdrawnEvent extends MemberEvent {}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class MemberRejoinedEvent extends MemberEvent {}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class ConsentChangedEvent extends MemberEvent {}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class IdentityVerifiedEvent extends MemberEvent {}

@ObjectType({ implements: MemberEvent, simpleResolvers: true, description: 'Another member was merged into this one: `data.mergedId` answers with it from now on. `data.cause`: STAFF, or VERIFIED_IDENTITY where one person proved to be both.' })
export class MemberMergedEvent extends MemberEvent {}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class MemberUnmergedEvent extends MemberEvent {}

@ObjectType({ implements: MemberEvent, simpleResolvers: true, description: 'Nothing tells any more who the member was.' })
export class MemberErasedEvent extends MemberEvent {}

/** Of this module; both audiences have them. */
export const memberEventTypes = [
  MemberJoinedEvent, MemberUpdatedEvent, MemberFrozenEvent, MemberUnfrozenEvent, MemberWithdrawnEvent, MemberRejoinedEvent, ConsentChangedEvent, IdentityVerifiedEvent,
  MemberMergedEvent, MemberUnmergedEvent, MemberErasedEvent,
] as const;
