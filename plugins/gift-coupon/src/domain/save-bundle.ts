import { lockRewards, readReward, type RewardSpec, rewardsWithin } from '@regulars/member/contract';
import { type Context, newUuid, NotFoundError, Problems, readCount, readId, readName, reject } from '@regulars/plugin-sdk';
import type { BundleItem, OnStockout } from '../data/bundle-terms';
import { type BundleRow, insertBundle, lockBundles, updateBundle } from '../data/bundle.statements';
import { GiftBundleContainsItselfError } from '../errors';
import { bundleIdOf, couponsOf, isOwn } from './bundle';
import { type Contents, reaches, sizesOf } from './bundle-graph';
import { templateNamed } from './bundle-world';
import { checkPartnerItems, checkPlaceOfPartners } from './partner-items';
import { BUNDLE_PREFIX } from './ids';
import { type Templates, templatesOf } from './template';

const MAX_NAME = 100;
const MAX_ITEMS = 20;
const MAX_QUANTITY = 100;
/** With the bundles in it taken apart: all of it is given in one transaction. */
const MAX_REWARDS = 200;

export interface BundleDraft {
  readonly name: string;
  readonly items: readonly { readonly reward: RewardSpec; readonly quantity: number; readonly brandCode?: string | null }[];
  readonly onStockout: OnStockout;
}

export async function createBundle(ctx: Context, draft: BundleDraft): Promise<string> {
  const problems = new Problems();
  await checkPartnerItems(ctx, draft.items, problems);
  await lockRewards(ctx);
  const rows = await ctx.sql(lockBundles());
  const id = newUuid();
  const { name, items } = await readBundle(ctx, id, draft, rows, problems);
  await ctx.sql(insertBundle(id, name, JSON.stringify(items), draft.onStockout));
  return id;
}

/** For gifts from now on: what was given stays as it was. */
export async function changeBundle(ctx: Context, publicBundleId: string, draft: BundleDraft): Promise<string> {
  const problems = new Problems();
  await checkPartnerItems(ctx, draft.items, problems);
  await lockRewards(ctx);
  const rows = await ctx.sql(lockBundles());
  const id = readId(BUNDLE_PREFIX, publicBundleId);
  if (id === null || !rows.some((row) => row.id === id)) return reject(new NotFoundError({ en: 'There is no such bundle.', 'zh-TW': '沒有此禮物組合。' }, 'id', publicBundleId));
  const { name, items } = await readBundle(ctx, id, draft, rows, problems);
  await checkCircles(ctx, id, items);
  await ctx.sql(updateBundle(id, name, JSON.stringify(items), draft.onStockout));
  return id;
}

/** What is in a bundle may lead back to it by way of other modules, for instance of a stamp card whose reward it is. */
async function checkCircles(ctx: Context, id: string, items: readonly BundleItem[]): Promise<void> {
  const problems = new Problems();
  const found = await Promise.all(items.map((item) => (isOwn(item) ? rewardsWithin(ctx, item.reward) : Promise.resolve([]))));
  found.forEach((rewards, index) => {
    if (rewards.some((reward) => bundleIdOf(reward) === id)) problems.add(['input', 'items', index, 'reward'], { en: 'What it gives would give the bundle again.', 'zh-TW': '此獎勵會再次發放本組合。' });
  });
  problems.throwIfAny();
}

async function readBundle(ctx: Context, id: string, draft: BundleDraft, rows: readonly BundleRow[], problems: Problems): Promise<{ readonly name: string; readonly items: readonly BundleItem[] }> {
  const name = readName(draft.name, MAX_NAME, 'input.name', problems);
  if (draft.items.length < 1 || draft.items.length > MAX_ITEMS) problems.add('input.items', { en: `Give 1 to ${MAX_ITEMS} items.`, 'zh-TW': `請設定 1 到 ${MAX_ITEMS} 個項目。` });
  const contents: Contents = new Map(rows.map((row) => [row.id, row.items]));
  const templates = await templatesOf(ctx);
  const items = draft.items.flatMap((item, index) => readItem(ctx, { item, index, id }, contents, templates, problems) ?? []);
  checkPlaceOfPartners(id, draft.items, contents, problems);
  problems.throwIfAny();
  const size = Math.max(...sizesOf(new Map([...contents, [id, items]])).values());
  if (size > MAX_REWARDS) problems.add('input.items', { en: `With the bundles in it, and those it is in, a bundle may come to ${MAX_REWARDS} rewards; this would be ${size}.`, 'zh-TW': `組合展開後最多 ${MAX_REWARDS} 個獎勵,目前為 ${size} 個。` });
  problems.throwIfAny();
  return { name, items };
}

interface Place {
  readonly item: BundleDraft['items'][number];
  readonly index: number;
  /** Of the bundle it is to be in. */
  readonly id: string;
}

function readItem(ctx: Context, { item, index, id }: Place, contents: Contents, templates: Templates, problems: Problems): BundleItem | null {
  const at = ['input', 'items', index];
  readCount(item.quantity, 1, MAX_QUANTITY, [...at, 'quantity'], problems);
  const reward = readReward(ctx, item.reward, [...at, 'reward'], problems);
  if (!reward) return null;
  if (item.brandCode != null) return { reward, quantity: item.quantity, brandCode: item.brandCode };
  const coupons = couponsOf(reward);
  if (coupons && !templateNamed(templates, coupons.template)) {
    problems.push(new NotFoundError({ en: 'There is no such template.', 'zh-TW': '沒有此禮物券樣板。' }, [...at, 'reward', 'spec', 'template'], coupons.template));
  }
  const read = { reward, quantity: item.quantity };
  const inner = bundleIdOf(reward);
  if (inner !== null) checkInner(inner, { read, at, id }, contents, problems);
  return read;
}

function checkInner(inner: string, { read, at, id }: { readonly read: BundleItem; readonly at: readonly (string | number)[]; readonly id: string }, contents: Contents, problems: Problems): void {
  const path = [...at, 'reward', 'spec', 'bundle'];
  if (reaches(id, [read], contents)) problems.push(new GiftBundleContainsItselfError({ en: 'The bundle would contain itself.', 'zh-TW': '組合不可包含自己。' }, path));
  else if (!contents.has(inner)) problems.push(new NotFoundError({ en: 'There is no such bundle.', 'zh-TW': '沒有此禮物組合。' }, path));
}
