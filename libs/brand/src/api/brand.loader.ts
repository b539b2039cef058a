import { condition, defineLoader, listPage, oneForEach } from '@regulars/plugin-sdk';
import { brandList } from '../domain/brand-creation';
import { type Brand, brandObject } from './brand.type';

export const brands = brandList(brandObject);

/** By uuid; for the platform audience. */
export const brandById = defineLoader<string, Brand | null>(async (ctx, ids) => {
  const page = await listPage(ctx, brands, { where: condition('brand.id = ANY(?::uuid[])', ids), page: { first: ids.length } });
  return oneForEach(ids, page.nodes, (brand) => brand.uuid);
});
