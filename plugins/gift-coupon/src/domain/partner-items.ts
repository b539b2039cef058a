import { type Context, InvalidInputError, NotFoundError, Partners, Problems } from '@regulars/plugin-sdk';
import { allAgreements } from '../data/agreement.statements';
import { readReward, type RewardSpec } from '@regulars/member/contract';
import { GiftAgreementMissingError } from '../errors';
import { MODULE } from './agreements';
import { bundleIdOf, COUPON_KIND, isOwn } from './bundle';
import type { Contents } from './bundle-graph';
import { templateNamed } from './bundle-world';
import { templatesOf } from './template';

interface DraftItem {
  readonly reward: RewardSpec;
  readonly brandCode?: string | null;
}

/** What a partner's coupon is named by, where the item is one. */
const templateOf = ({ reward }: DraftItem): string | null => (reward.kind === COUPON_KIND ? String((reward.spec as { readonly template?: unknown } | null)?.template ?? '') : null);

/**
 * Items of other brands: coupons, since nothing else can be reserved there, of templates that are there, of brands that
 * honour them. To be asked before anything is locked.
 */
export async function checkPartnerItems(ctx: Context, items: readonly DraftItem[], problems: Problems): Promise<void> {
  // What is no reward at all is refused where all items are read.
  const isReward = ({ reward }: DraftItem): boolean => readReward(ctx, reward, 'input.items', new Problems()) !== null;
  const places = items.flatMap((item, place) => (item.brandCode == null || !isReward(item) ? [] : [{ item, place, brandCode: item.brandCode }]));
  if (places.length === 0) return;
  const agreements = await ctx.sql(allAgreements());
  const asked = new Map<string, typeof places>();
  for (const one of places) {
    const { item, place, brandCode } = one;
    const agreement = agreements.find(({ side, state, partner_code }) => side === 'FROM' && state === 'LIVE' && partner_code === brandCode);
    if (templateOf(item) === null) problems.push(new InvalidInputError({ en: 'Of another brand a bundle has coupons only: nothing else can be reserved there.', 'zh-TW': '其他品牌的項目僅限禮物券。' }, ['input', 'items', place, 'reward', 'kind']));
    else if (!agreement) problems.push(missing(place));
    else asked.set(agreement.partner_id, [...(asked.get(agreement.partner_id) ?? []), one]);
  }
  for (const [partnerId, own] of asked) {
    const met = await ctx.use(Partners).work(MODULE, partnerId, async (there) => {
      const templates = await templatesOf(there);
      return own.map(({ item }) => templateNamed(templates, templateOf(item) ?? '') !== null);
    });
    own.forEach(({ item, place }, index) => {
      if (met === null) problems.push(missing(place));
      else if (!met.answer[index]) problems.push(new NotFoundError({ en: 'The brand has no such template.', 'zh-TW': '該品牌沒有此禮物券樣板。' }, ['input', 'items', place, 'reward', 'spec', 'template'], templateOf(item) ?? ''));
    });
  }
}

const missing = (place: number): GiftAgreementMissingError =>
  new GiftAgreementMissingError({ en: 'There is no live agreement by which that brand honours coupons of this one.', 'zh-TW': '與該品牌沒有生效中的協議。' }, ['input', 'items', place, 'brandCode']);

/** What partners are asked for is reserved for a whole gift: such a bundle is in no other. */
export function checkPlaceOfPartners(id: string, items: readonly DraftItem[], contents: Contents, problems: Problems): void {
  const hasPartners = (bundleId: string | null): boolean => contents.get(bundleId ?? '')?.some((item) => !isOwn(item)) ?? false;
  items.forEach(({ reward }, place) => {
    if (hasPartners(bundleIdOf(reward))) problems.add(['input', 'items', place, 'reward', 'spec', 'bundle'], { en: 'A bundle with items of another brand is given by itself.', 'zh-TW': '含其他品牌項目的組合不可放入另一組合。' });
  });
  const isWithin = [...contents].some(([other, own]) => other !== id && own.some(({ reward }) => bundleIdOf(reward) === id));
  const first = items.findIndex(({ brandCode }) => brandCode != null);
  if (isWithin && first >= 0) problems.add(['input', 'items', first, 'brandCode'], { en: 'The bundle is in another: it can have no items of another brand.', 'zh-TW': '此組合已放入另一組合,不可含其他品牌項目。' });
}
