import { type Context, DateTimeScalar, DecimalScalar, defineLoader, formatDecimal, oneForEach, scaleOf } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, FieldResolver, InputType, Int, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { allChannels, type ChannelRow } from '../data/channel.statements';
import { providerQuotas, type ProviderQuotaRow } from '../data/provider-quota.statements';
import { monthOf } from '../domain/compose';
import { changeChannel, type ChannelTerms, FINER_DECIMALS } from '../domain/set-channel';
import { permissions } from '../permissions';
import { MessageChannel, MessageChannelPayload } from './channel.type';

@ObjectType({ simpleResolvers: true, description: 'What a provider said of the bound that it sets itself.' })
export class MessageProviderQuota {
  @Field(() => Int, { nullable: true, description: 'So many a month; null: no bound.' }) limit: number | null;
  @Field(() => Int, { description: 'Of the month in which it was asked.' }) used: number;
  @Field(() => DateTimeScalar, { description: 'When it was asked.' }) at: Date;
}

@ObjectType({ simpleResolvers: true, description: 'What a channel costs, and how much of it is used.' })
export class MessageChannelUse {
  @Field(() => DecimalScalar, { description: 'Of one unit: a message, or a part of a long one.' }) unitPrice: string;
  @Field(() => Int, { nullable: true, description: 'So many a month; null: no bound.' }) monthlyUnits: number | null;
  @Field(() => Int, { description: 'Of them, kept for service messages.' }) reserveUnits: number;
  @Field(() => Int, { description: 'Of this month.' }) usedUnits: number;
  @Field(() => DateTimeScalar, { nullable: true, description: 'The provider asked to be left alone until then.' }) pausedUntil: Date | null;
  @Field(() => MessageProviderQuota, { nullable: true, description: 'Null: no account is connected, its provider cannot be asked, or has not answered yet.' })
  provider: MessageProviderQuota | null;
}

@InputType()
export class MessageChannelUpdateInput implements ChannelTerms {
  @Field(() => String) channel: string;
  @Field(() => DecimalScalar, { description: 'With at most four decimals more than the currency has.' }) unitPrice: string;
  @Field(() => Int, { nullable: true, description: 'Left out: no bound.' }) monthlyUnits?: number | null;
  @Field(() => Int, { defaultValue: 0 }) reserveUnits: number;
}

const rowByCode = defineLoader<string, ChannelRow | null>(async (ctx, codes) => oneForEach(codes, await ctx.sql(allChannels()), ({ code }) => code));

const saidByCode = defineLoader<string, ProviderQuotaRow | null>(async (ctx, codes) => oneForEach(codes, await ctx.sql(providerQuotas()), ({ code }) => code));

@Resolver(() => MessageChannel)
export class ChannelUseResolver {
  @FieldResolver(() => MessageChannelUse)
  async use(@Root() { code }: MessageChannel, @Ctx() ctx: Context): Promise<MessageChannelUse> {
    const [row, said] = await Promise.all([ctx.load(rowByCode, code), ctx.load(saidByCode, code)]);
    return {
      unitPrice: formatDecimal(row?.unit_price ?? 0n, scaleOf(ctx.brand.currency) + FINER_DECIMALS), monthlyUnits: row?.monthly_units ?? null, reserveUnits: row?.reserve_units ?? 0,
      usedUnits: row?.month === monthOf(ctx) ? row.used_units : 0, pausedUntil: row?.paused_until != null && row.paused_until > ctx.now ? row.paused_until : null,
      provider: said && { limit: said.provider_limit, used: said.provider_used, at: said.provider_at },
    };
  }

  @Authorized(permissions.manage)
  @Mutation(() => MessageChannelPayload, { description: 'What a unit costs, and how many may be sent in a month.' })
  messageChannelUpdate(@Ctx() ctx: Context, @Arg('input', () => MessageChannelUpdateInput) input: MessageChannelUpdateInput): Promise<{ readonly code: string }> {
    return changeChannel(ctx, input);
  }
}
