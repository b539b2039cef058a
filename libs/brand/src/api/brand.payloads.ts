import { type Context, Payload } from '@regulars/plugin-sdk';
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { brandById } from './brand.loader';
import { Brand, brandObject } from './brand.type';

@ObjectType({ simpleResolvers: true })
export class BrandPayload extends Payload {
  brandId?: string;
}

@Resolver(() => BrandPayload)
export class BrandPayloadResolver {
  @FieldResolver(() => Brand, { nullable: true })
  async brand(@Root() { brandId }: BrandPayload, @Ctx() ctx: Context): Promise<Brand | null> {
    if (brandId === undefined) return null;
    return ctx.audience === 'platform' ? ctx.load(brandById, brandId) : brandObject(ctx.brand);
  }
}

@ObjectType({ simpleResolvers: true })
export class PlanPayload extends Payload {
  planCode?: string;
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
