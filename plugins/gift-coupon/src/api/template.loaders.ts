import { type Context, defineLoader, Direction, type ListDefinition, oneForEach } from '@regulars/plugin-sdk';
import { issuedOfTemplates } from '../data/stats.statements';
import { TEMPLATE_COLUMNS, TEMPLATES, type TemplateRow, templatesById } from '../data/template.statements';
import { templateOf } from '../domain/template';
import { type GiftCouponTemplate, templateObject } from './template.type';

/** The newest first: ids sort by the time they were made. */
export const templateList: ListDefinition<TemplateRow, GiftCouponTemplate> = {
  name: 'gift-coupon.templates',
  select: TEMPLATE_COLUMNS,
  from: TEMPLATES,
  id: { expression: 't.id', type: 'uuid', direction: Direction.DESC },
  toItem: (row) => templateObject(templateOf(row)),
};

export async function loadTemplates(ctx: Context, ids: readonly string[]): Promise<(GiftCouponTemplate | null)[]> {
  return oneForEach(ids, (await ctx.sql(templatesById(ids))).map((row) => templateObject(templateOf(row))), ({ uuid }) => uuid);
}

export const templateById = defineLoader<string, GiftCouponTemplate | null>(loadTemplates);

/** How many of a template are out, by its uuid. */
export const issuedOf = defineLoader<string, number>(async (ctx, ids) => {
  const rows = await ctx.sql(issuedOfTemplates(ids));
  return oneForEach(ids, rows, ({ template_id }) => template_id).map((row) => row?.issued ?? 0);
});
