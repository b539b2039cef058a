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

  @Field(() => String, { nullable: true, description: 'Null as long as people cannot sign in.' })
  ownerInvitationUrl?: string | null;
}
