import { Books, type Context } from '@regulars/plugin-sdk';
import { Authorized, Ctx, Query, Resolver } from 'type-graphql';
import { permissions } from '../permissions';
import { DataQuality } from './data-quality.type';

@Resolver()
export class DataQualityResolver {
  @Authorized(permissions.quality)
  @Query(() => DataQuality, { description: 'Whether the brand\'s books are in order.' })
  dataQuality(@Ctx() ctx: Context): Promise<object> {
    return ctx.use(Books).standing();
  }
}
