import { type Context, Payload } from '@regulars/plugin-sdk';
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { Brand, brandObject } from './brand.type';

@ObjectType({ simpleResolvers: true })
export class BrandPayload extends Payload {
  brandId?: string;
}

@Resolver(() => BrandPayload)
export class BrandPayloadResolver {
  @FieldResolver(() => Brand, { nullable: true })
  brand(@Root() { brandId }: BrandPayload, @Ctx() ctx: Context): Brand | null {
    return brandId === undefined ? null : brandObject(ctx.brand);
  }
}

@ObjectType({ simpleResolvers: true })
export class BrandCreatePayload extends Payload {
  brandId?: string;
  /** Sealed: the answer is kept for who repeats the call. */
  ownerInvitation?: string;
}

@ObjectType({ simpleResolvers: true })
export class BrandOwnerInvitePayload extends Payload {
  @Field(() => String, { nullable: true, description: 'The page that takes the code behind `#`; the code was sent to the address, too.' })
  invitationUrl?: string | null;
}
