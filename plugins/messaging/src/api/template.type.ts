import { type Context, DateTimeScalar, Node, Payload, publicId } from '@regulars/plugin-sdk';
import { Ctx, Field, InputType, Int, ObjectType } from 'type-graphql';
import type { TemplateRow } from '../data/template.statements';
import { TEMPLATE_PREFIX } from '../domain/ids';
import type { ContentDraft, PartDraft, TemplateDraft } from '../domain/read-template';
import { readTemplateNow } from '../domain/templates';
import { MessagePurpose, MessageTrigger } from './enums';

@ObjectType({ simpleResolvers: true })
export class MessagePart {
  @Field(() => String, { description: 'As the channel calls it: subject, mjml, text …' }) name: string;
  @Field(() => String) text: string;
}

@ObjectType({ simpleResolvers: true, description: 'What is said by one channel in one language.' })
export class MessageContent {
  @Field(() => String) channel: string;
  @Field(() => String) language: string;
  @Field(() => [MessagePart]) parts: MessagePart[];
}

@ObjectType({ simpleResolvers: true })
export class MessageFallback {
  @Field(() => String) variable: string;
  @Field(() => String) text: string;
}

@ObjectType({ implements: Node, simpleResolvers: true, description: 'What is said, by channel and language, in Liquid.' })
export class MessageTemplate extends Node {
  @Field(() => String) name: string;
  @Field(() => MessagePurpose) purpose: `${MessagePurpose}`;
  @Field(() => Int, { description: 'Rises with each change.' }) version: number;
  @Field(() => String, { description: 'What members are written to in who speak none of the others.' }) defaultLanguage: string;
  @Field(() => [MessageContent]) contents: MessageContent[];
  @Field(() => [MessageFallback], { description: 'What stands where a variable has no value. Without one, nothing is sent to that member.' }) fallbacks: MessageFallback[];
  @Field(() => DateTimeScalar) createdAt: Date;
  @Field(() => DateTimeScalar, { nullable: true }) archivedAt: Date | null;
}

const partsOf = (source: Readonly<Record<string, string>>): MessagePart[] => Object.entries(source).map(([name, text]) => ({ name, text }));

export const templateObject = (row: TemplateRow): MessageTemplate => Object.assign(Object.create(MessageTemplate.prototype) as MessageTemplate, {
  id: publicId(TEMPLATE_PREFIX, row.id), name: row.name, purpose: row.purpose, version: row.version, defaultLanguage: row.terms.defaultLanguage,
  contents: row.terms.contents.map(({ channel, language, source }) => ({ channel, language, parts: partsOf(source) })),
  fallbacks: Object.entries(row.terms.fallbacks).map(([variable, text]) => ({ variable, text })), createdAt: row.created_at, archivedAt: row.archived_at,
});

@ObjectType({ simpleResolvers: true, description: 'Something that templates can say.' })
export class MessageVariable {
  @Field(() => String, { description: 'member.name is written {{ member.name }}.' }) name: string;
  @Field(() => String) description: string;
  @Field(() => String) sample: string;
  @Field(() => [MessageTrigger], { nullable: true, description: 'There only in what is sent for these; null: always.' }) triggers: readonly MessageTrigger[] | null;
}

@ObjectType({ simpleResolvers: true, description: 'How a message reads with samples in the place of variables.' })
export class MessagePreview {
  @Field(() => String, { description: 'The one it is written in.' }) language: string;
  @Field(() => [MessagePart]) parts: MessagePart[];
  @Field(() => [String], { description: 'Variables it names.' }) variables: readonly string[];
  @Field(() => [String], { description: 'Links whose clicks are counted.' }) links: readonly string[];
}

@InputType()
export class MessagePartInput implements PartDraft {
  @Field(() => String) name: string;
  @Field(() => String) text: string;
}

@InputType()
export class MessageContentInput implements ContentDraft {
  @Field(() => String) channel: string;
  @Field(() => String) language: string;
  @Field(() => [MessagePartInput]) parts: MessagePartInput[];
}

@InputType()
export class MessageFallbackInput {
  @Field(() => String) variable: string;
  @Field(() => String) text: string;
}

@InputType()
export class MessageTemplateInput implements TemplateDraft {
  @Field(() => String) name: string;
  @Field(() => MessagePurpose) purpose: MessagePurpose;
  @Field(() => String) defaultLanguage: string;
  @Field(() => [MessageContentInput]) contents: MessageContentInput[];
  @Field(() => [MessageFallbackInput], { nullable: true }) fallbacks?: MessageFallbackInput[] | null;
}

@ObjectType({ simpleResolvers: true })
export class MessageTemplatePayload extends Payload {
  readonly templateId?: string;

  @Field(() => MessageTemplate, { nullable: true })
  async template(@Ctx() ctx: Context): Promise<MessageTemplate | null> {
    const row = this.templateId === undefined ? null : await readTemplateNow(ctx, this.templateId);
    return row && templateObject(row);
  }
}
