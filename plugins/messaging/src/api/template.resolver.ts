import { type Context, readId, textIn } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { TEMPLATE_PREFIX } from '../domain/ids';
import { previewOf } from '../domain/preview';
import { archive, changeTemplate, createTemplate, type TemplateRef, templatesOf } from '../domain/templates';
import { VARIABLES } from '../domain/variables';
import { permissions } from '../permissions';
import { MessagePreview, MessageTemplate, MessageTemplateInput, MessageTemplatePayload, MessageVariable, templateObject } from './template.type';

export async function loadTemplates(ctx: Context, uuids: readonly string[]): Promise<(MessageTemplate | null)[]> {
  const rows = new Map((await templatesOf(ctx)).map((row) => [row.id, row]));
  return uuids.map((uuid) => {
    const row = rows.get(uuid);
    return row ? templateObject(row) : null;
  });
}

@Resolver()
export class TemplateResolver {
  @Authorized(permissions.read)
  @Query(() => [MessageTemplate], { description: 'In the order they were made.' })
  async messageTemplates(@Ctx() ctx: Context, @Arg('withArchived', () => Boolean, { defaultValue: false }) withArchived: boolean): Promise<MessageTemplate[]> {
    return (await templatesOf(ctx)).filter(({ archived_at }) => withArchived || archived_at === null).map(templateObject);
  }

  @Authorized(permissions.read)
  @Query(() => MessageTemplate, { nullable: true })
  async messageTemplate(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<MessageTemplate | null> {
    const uuid = readId(TEMPLATE_PREFIX, id);
    return uuid === null ? null : ((await loadTemplates(ctx, [uuid]))[0] ?? null);
  }

  @Authorized(permissions.read)
  @Query(() => [MessageVariable], { description: 'What templates can say: a template that names anything else is refused.' })
  messageVariables(@Ctx() ctx: Context): MessageVariable[] {
    return VARIABLES.map(({ name, description, sample, triggers }) => ({ name, description: textIn(description, ctx.language), sample: String(sample), triggers }));
  }

  @Authorized(permissions.read)
  @Query(() => MessagePreview, { nullable: true, description: 'Null: there is no such template, or it says nothing by this channel.' })
  async messageTemplatePreview(
    @Ctx() ctx: Context, @Arg('id', () => ID) id: string, @Arg('channel', () => String) channel: string, @Arg('language', () => String, { nullable: true }) language: string | null,
  ): Promise<MessagePreview | null> {
    const row = (await templatesOf(ctx)).find((template) => template.id === readId(TEMPLATE_PREFIX, id));
    const preview = row ? previewOf(ctx, row.terms, channel, language) : null;
    return preview && { ...preview, parts: Object.entries(preview.content).map(([name, text]) => ({ name, text })) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => MessageTemplatePayload, { description: 'Refused with MessageTemplateInvalidError or MessageTemplateForbiddenError where it cannot be sent, at the part that is wrong.' })
  messageTemplateCreate(@Ctx() ctx: Context, @Arg('input', () => MessageTemplateInput) input: MessageTemplateInput): Promise<TemplateRef> {
    return createTemplate(ctx, input);
  }

  @Authorized(permissions.manage)
  @Mutation(() => MessageTemplatePayload, { description: 'The next version. Broadcasts that were made say what the template said then.' })
  messageTemplateUpdate(@Ctx() ctx: Context, @Arg('id', () => ID) id: string, @Arg('input', () => MessageTemplateInput) input: MessageTemplateInput): Promise<TemplateRef> {
    return changeTemplate(ctx, id, input);
  }

  @Authorized(permissions.manage)
  @Mutation(() => MessageTemplatePayload, { description: 'For good: nothing new is sent with it.' })
  messageTemplateArchive(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<TemplateRef> {
    return archive(ctx, id);
  }
}
