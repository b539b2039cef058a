import { Store, storeById } from '@regulars/brand/contract';
import { MemberEvent } from '@regulars/member/contract';
import { type Context, DateTimeScalar, Payload, readId } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType, registerEnumType } from 'type-graphql';
import { MessageLineLinkState } from '../enums';

registerEnumType(MessageLineLinkState, { name: 'MessageLineLinkState', description: "LINK_PENDING: the member was sent to LINE to agree, and has ten minutes. BLOCKED: linked, and takes no messages from the brand's account." });

@ObjectType({ simpleResolvers: true, description: "How a member stands with the brand's LINE account." })
export class MessageLineLink {
  @Field(() => MessageLineLinkState) state: MessageLineLinkState;
  @Field(() => String, { nullable: true, description: "Why the last attempt came to nothing: IDENTITY_TAKEN (another member has the LINE account; staff are offered to merge the two), OTHER_ACCOUNT (the member has another), NOT_ACTIVE, LINK_FAILED (LINE said no)." })
  refusal: string | null;
}

@ObjectType({ simpleResolvers: true })
export class MessageLineLinkPayload extends Payload {
  @Field(() => String, { nullable: true, description: "Send the member there, at once: LINE's own page, on which they agree." }) url?: string | null;
  @Field(() => DateTimeScalar, { nullable: true }) expiresAt?: Date | null;
}

@ObjectType({ simpleResolvers: true, description: 'Something that hangs at a store and is seen by the phones of friends.' })
export class MessageBeacon {
  readonly storeId: string;

  @Field(() => String) hardwareId: string;

  @Field(() => Store, { nullable: true })
  store(@Ctx() ctx: Context): Promise<Store | null> {
    return ctx.load(storeById, this.storeId);
  }
}

@ObjectType({ simpleResolvers: true })
export class MessageBeaconPayload extends Payload {
  readonly storeId?: string;

  @Field(() => Store, { nullable: true, description: 'Where it hangs now.' })
  store(@Ctx() ctx: Context): Promise<Store | null> | null {
    return this.storeId === undefined ? null : ctx.load(storeById, this.storeId);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class MessageLineLinkChangedEvent extends MemberEvent {
  @Field(() => String, { description: 'LINKED, BLOCKED or REFUSED.' })
  state(): string {
    return this.data.state as string;
  }

  @Field(() => String, { nullable: true, description: 'Of REFUSED.' })
  reason(): string | null {
    return this.data.reason as string | null;
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true, description: "The member's phone came near a beacon of a store. It proves no visit." })
export class StoreArrivedEvent extends MemberEvent {
  @Field(() => Store, { nullable: true })
  store(@Ctx() ctx: Context): Promise<Store | null> {
    return ctx.load(storeById, readId('str', this.data.storeId as string) ?? '');
  }
}
