import { type Context, Payload } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { type AutomaticRow, allAutomatics } from '../data/automatic.statements';
import { type AutomaticDraft, automaticsOf, changeAutomatic } from '../domain/automatics';
import { permissions } from '../permissions';
import { MessageTrigger } from './enums';
import { loadTemplates } from './template.resolver';
import { MessageTemplate } from './template.type';

@ObjectType({ simpleResolvers: true, description: 'What is sent by itself when something happens.' })
export class MessageAutomatic {
  readonly row: AutomaticRow;

  @Field(() => MessageTrigger) trigger: `${MessageTrigger}`;
  @Field(() => String) channel: string;
  @Field(() => Boolean) isOn: boolean;
  @Field(() => Int, { description: 'So long after it happened.' }) delayMinutes: number;
  @Field(() => Int, { description: 'So long after it was due it is sent at the latest.' }) lifeMinutes: number;

  @Field(() => MessageTemplate, { nullable: true })
  async template(@Ctx() ctx: Context): Promise<MessageTemplate | null> {
    return (await loadTemplates(ctx, [this.row.template_id]))[0] ?? null;
  }
}

const automaticObject = (row: AutomaticRow): MessageAutomatic => Object.assign(Object.create(MessageAutomatic.prototype) as MessageAutomatic, {
  row, trigger: row.trigger, channel: row.channel, isOn: row.is_on, delayMinutes: row.delay_minutes, lifeMinutes: row.life_minutes,
});

@InputType()
export class MessageAutomaticInput implements AutomaticDraft {
  @Field(() => MessageTrigger) trigger: MessageTrigger;
  @Field(() => ID) templateId: string;
  @Field(() => String) channel: string;
  @Field(() => Boolean, { defaultValue: true }) isOn: boolean;
  @Field(() => Int, { defaultValue: 0 }) delayMinutes: number;
  @Field(() => Int, { defaultValue: 1440 }) lifeMinutes: number;
}

@ObjectType({ simpleResolvers: true })
export class MessageAutomaticPayload extends Payload {
  readonly trigger?: string;

  @Field(() => MessageAutomatic, { nullable: true })
  async automatic(@Ctx() ctx: Context): Promise<MessageAutomatic | null> {
    const row = this.trigger === undefined ? undefined : (await ctx.sql(allAutomatics())).find(({ trigger }) => trigger === this.trigger);
    return row ? automaticObject(row) : null;
  }
}

@Resolver()
export class AutomaticResolver {
  @Authorized(permissions.read)
  @Query(() => [MessageAutomatic])
  async messageAutomatics(@Ctx() ctx: Context): Promise<MessageAutomatic[]> {
    return [...(await automaticsOf(ctx))].sort((a, b) => (a.trigger < b.trigger ? -1 : 1)).map(automaticObject);
  }

  @Authorized(permissions.manage)
  @Mutation(() => MessageAutomaticPayload, { description: 'One message for each trigger: what was set before is replaced.' })
  messageAutomaticSet(@Ctx() ctx: Context, @Arg('input', () => MessageAutomaticInput) input: MessageAutomaticInput): Promise<{ readonly trigger: string }> {
    return changeAutomatic(ctx, input);
  }
}
