import { type Context, JsonScalar, type JsonObject, Platform, Problems } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { refuseLoosening } from '../domain/staff/second-factor-rule';
import { permissions } from '../permissions';
import { BrandPayload } from './brand.payloads';

const OWN = 'brand';

@Resolver()
export class PluginResolver {
  @Authorized(permissions.plugins)
  @Mutation(() => BrandPayload, { description: 'Its types and fields are in the schema from the next request on.' })
  async pluginEnable(@Arg('id', () => String) id: string, @Ctx() ctx: Context): Promise<object> {
    await ctx.use(Platform).enablePlugin(id);
    return { brandId: ctx.brand.id };
  }

  @Authorized(permissions.plugins)
  @Mutation(() => BrandPayload, { description: 'Keeps its data.' })
  async pluginDisable(@Arg('id', () => String) id: string, @Ctx() ctx: Context): Promise<object> {
    await ctx.use(Platform).disablePlugin(id);
    return { brandId: ctx.brand.id };
  }

  @Authorized(permissions.plugins)
  @Mutation(() => BrandPayload, { description: 'Replaces its settings; what is left out gets its default.' })
  async pluginConfigure(
    @Arg('id', () => String) id: string,
    @Arg('settings', () => JsonScalar) settings: unknown,
    @Ctx() ctx: Context,
  ): Promise<object> {
    const read = readSettings(settings);
    if (id === OWN) await refuseLoosening(ctx, read);
    await ctx.use(Platform).configurePlugin(id, read);
    return { brandId: ctx.brand.id };
  }
}

function readSettings(settings: unknown): JsonObject {
  const problems = new Problems();
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) problems.add('settings', { en: 'Give an object.', 'zh-TW': '請給物件。' });
  problems.throwIfAny();
  return settings as JsonObject;
}
