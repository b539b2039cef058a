import { RewardKinds } from '@regulars/member/contract';
import { type Context, readId } from '@regulars/plugin-sdk';
import { type BundleRow, issuedTo, lockStocks } from '../data/bundle.statements';
import { bundleIdOf, type Bundles, bundlesOf, couponsOf } from './bundle';
import { TEMPLATE_PREFIX } from './ids';
import { buyersAmong, isTrial } from './issue';
import type { Asking, World } from './plan-bundle';
import { periodOf, type Template, type Templates, templatesOf } from './template';

export const templateNamed = (templates: Templates, name: string): Template | null =>
  templates.byCode(name) ?? templates.byId(readId(TEMPLATE_PREFIX, name) ?? '');

/**
 * What bundles can be given from. The members are locked; the counters of all coupons that are in the bundles are from here
 * on, together and in the order of templates, so that what is planned can be given.
 */
export async function worldOf(ctx: Context, asked: readonly Asking[]): Promise<World> {
  const [bundles, templates] = await Promise.all([bundlesOf(ctx), templatesOf(ctx)]);
  const ids = [...new Set(asked.flatMap(({ bundle }) => couponNames(bundle, bundles)).map((name) => templateNamed(templates, name)?.id).filter((id) => id !== undefined))];
  const [stocks, counts] = ids.length === 0 ? [[], []] : await Promise.all([ctx.sql(lockStocks(ids)), ctx.sql(issuedTo(ids, asked.map(({ memberId }) => memberId)))]);
  const buyers = await buyersAmong(ctx, ids.some((id) => isTrial(templates.byId(id) as Template)) ? asked.map(({ memberId }) => memberId) : []);
  const left = new Map(stocks.map((row) => [row.template_id, row.left]));
  const had = new Map(counts.map((row) => [`${row.template_id}/${row.member_id}`, row.issued]));
  return {
    bundles,
    kinds: new Set(ctx.extensions(RewardKinds).map(({ kind }) => kind)),
    templateIdOf: (name) => templateNamed(templates, name)?.id ?? null,
    refusal: (templateId, { memberId, at }, { ofTemplate, ofMember }) => {
      const template = templates.byId(templateId);
      if (!template) return 'NOT_AVAILABLE';
      if (template.state !== 'LIVE') return 'NOT_LIVE';
      if (isOver(ctx, template, at)) return 'VALIDITY_OVER';
      if (isTrial(template) && buyers.has(memberId)) return 'NOT_FIRST_ORDER';
      if ((had.get(`${templateId}/${memberId}`) ?? 0) + ofMember > (template.perMemberLimit ?? Infinity)) return 'LIMIT_REACHED';
      return ofTemplate > (left.get(templateId) ?? Infinity) ? 'OUT_OF_STOCK' : null;
    },
  };
}

function isOver(ctx: Context, { validity }: Template, at: Date): boolean {
  const period = periodOf(validity, at, ctx.brand);
  return period === null || (period.to !== null && period.to <= ctx.now);
}

/** Names of all templates that are in a bundle and those within it. */
export function couponNames({ items }: BundleRow, bundles: Bundles): readonly string[] {
  return items.flatMap(({ reward }) => {
    const inner = bundles.get(bundleIdOf(reward) ?? '');
    const coupons = couponsOf(reward);
    return inner ? couponNames(inner, bundles) : coupons ? [coupons.template] : [];
  });
}
