import { describeReward } from '@regulars/member/contract';
import { type Connection, type Context, condition, listPage, Payload, ProgramState, readId, Reward } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { TEMPLATE_PREFIX } from '../domain/ids';
import { templatesOf } from '../domain/template';
import { activateTemplate, changeTemplate, createTemplate, endTemplate, pauseTemplate } from '../domain/templates';
import { permissions } from '../permissions';
import { GiftCouponTemplateInput } from './template.inputs';
import { issuedOf, templateById, templateList } from './template.loaders';
import { GiftCouponBenefit, GiftCouponTemplate, GiftCouponTemplateConnection, templateObject } from './template.type';

/** What the mutations below answer: the uuid of the template. */
interface TemplateRef {
  readonly templateId: string;
}

@ObjectType({ simpleResolvers: true })
export class GiftCouponTemplatePayload extends Payload {
  readonly templateId?: string;

  @Field(() => GiftCouponTemplate, { nullable: true })
  template(@Ctx() ctx: Context): Promise<GiftCouponTemplate | null> | null {
    return this.templateId ? ctx.load(templateById, this.templateId) : null;
  }
}

@Resolver()
export class TemplateQueryResolver {
  @Authorized(permissions.read)
  @Query(() => GiftCouponTemplateConnection, { description: 'The newest first.' })
  giftCouponTemplates(
    @Ctx() ctx: Context,
    @Arg('states', () => [ProgramState], { nullable: true }) states?: ProgramState[],
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<GiftCouponTemplate>> {
    return listPage(ctx, templateList, { page: { first, after }, ...(states ? { where: condition('t.state = ANY(?)', states) } : {}) });
  }

  @Authorized(permissions.read)
  @Query(() => GiftCouponTemplate, { nullable: true, description: 'By id, or by code.' })
  async giftCouponTemplate(
    @Ctx() ctx: Context,
    @Arg('id', () => ID, { nullable: true }) id?: string,
    @Arg('code', () => String, { nullable: true }) code?: string,
  ): Promise<GiftCouponTemplate | null> {
    if ((id == null) === (code == null)) return null;
    const templates = await templatesOf(ctx);
    const template = id == null ? templates.byCode(code ?? '') : templates.byId(readId(TEMPLATE_PREFIX, id) ?? '');
    return template && templateObject(template);
  }
}

@Resolver()
export class TemplateMutationResolver {
  @Authorized(permissions.manage)
  @Mutation(() => GiftCouponTemplatePayload, { description: 'A draft: coupons can be issued once it is activated.' })
  async giftCouponTemplateCreate(@Ctx() ctx: Context, @Arg('input', () => GiftCouponTemplateInput) input: GiftCouponTemplateInput): Promise<TemplateRef> {
    return { templateId: await createTemplate(ctx, input) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => GiftCouponTemplatePayload, { description: 'A new version, for coupons that are issued from now on.' })
  async giftCouponTemplateUpdate(@Ctx() ctx: Context, @Arg('id', () => ID) id: string, @Arg('input', () => GiftCouponTemplateInput) input: GiftCouponTemplateInput): Promise<TemplateRef> {
    return { templateId: await changeTemplate(ctx, id, input) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => GiftCouponTemplatePayload, { description: 'A draft, or one that was paused.' })
  async giftCouponTemplateActivate(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<TemplateRef> {
    return { templateId: await activateTemplate(ctx, id) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => GiftCouponTemplatePayload, { description: 'Nothing is issued meanwhile; coupons that are out can be used.' })
  async giftCouponTemplatePause(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<TemplateRef> {
    return { templateId: await pauseTemplate(ctx, id) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => GiftCouponTemplatePayload, { description: 'For good; coupons that are out can be used.' })
  async giftCouponTemplateEnd(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<TemplateRef> {
    return { templateId: await endTemplate(ctx, id) };
  }
}

@Resolver(() => GiftCouponTemplate)
export class TemplateFieldResolver {
  @FieldResolver(() => Int, { description: 'Coupons that are out; one that was revoked unused is not.' })
  issued(@Root() template: GiftCouponTemplate, @Ctx() ctx: Context): Promise<number> {
    return ctx.load(issuedOf, template.uuid);
  }
}

@Resolver(() => GiftCouponBenefit)
export class BenefitFieldResolver {
  @FieldResolver(() => Reward, { nullable: true })
  reward(@Root() { template }: GiftCouponBenefit, @Ctx() ctx: Context): Reward | null {
    const { reward } = template.benefit;
    return reward && describeReward(ctx, reward);
  }
}
