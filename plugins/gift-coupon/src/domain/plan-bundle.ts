import type { RewardSpec } from '@regulars/member/contract';
import type { BundleItem, OnStockout, PartnerPart, Skip } from '../data/bundle-terms';
import type { BundleRow } from '../data/bundle.statements';
import { BUNDLE_KIND, bundleIdOf, type Bundles, couponsOf } from './bundle';

/** One thing that is given: a coupon of a template, or a reward of another kind. */
export type Leaf = { readonly templateId: string } | { readonly reward: RewardSpec };

export interface PlannedPart extends BundleItem {
  readonly skipped: Skip | null;
  readonly leaves: readonly Leaf[];
  /** Of a partner's item. */
  readonly partner?: PartnerPart;
}

/** So many coupons of one template, and of those so many for one member. */
export interface Taken {
  readonly ofTemplate: number;
  readonly ofMember: number;
}

export interface Whom {
  readonly memberId: string;
  /** When it was deserved. */
  readonly at: Date;
}

/** A bundle to be given. */
export interface Asking extends Whom {
  readonly bundle: BundleRow;
}

/** Against what is planned. */
export interface World {
  readonly bundles: Bundles;
  /** Those that can be given. */
  readonly kinds: ReadonlySet<string>;
  /** The uuid of a template, by code or id. */
  readonly templateIdOf: (name: string) => string | null;
  /** Why so many coupons of a template cannot be given, so many of them to this member; null: they can. */
  readonly refusal: (templateId: string, whom: Whom, taken: Taken) => Skip | null;
}

/** What earlier plans take, by template and by template and member. */
type Count = ReadonlyMap<string, number>;

export interface Plan {
  readonly parts: readonly PlannedPart[];
  /** Why a bundle that is all or nothing gives nothing; null: it gives. */
  readonly refused: Skip | null;
}

/** Plans bundles one behind the other, each from what the earlier ones left. */
export function planBundles(asked: readonly Asking[], world: World): readonly Plan[] {
  let count: Count = new Map();
  return asked.map(({ bundle, memberId, at }) => {
    const planned = planItems(bundle.items, bundle.on_stockout, { memberId, at, world }, count);
    if (planned.refused === null) count = planned.count;
    return planned;
  });
}

interface Asker extends Whom {
  readonly world: World;
}

/** An item is given as often as it says or not at all. */
function planItems(items: readonly BundleItem[], onStockout: OnStockout, asker: Asker, before: Count): Plan & { readonly count: Count } {
  let count = before;
  const parts = items.map((item): PlannedPart => {
    const tried = repeat(item, asker, count);
    if (typeof tried === 'string') return { ...item, skipped: tried, leaves: [] };
    count = tried.count;
    return { ...item, skipped: null, leaves: tried.leaves };
  });
  const refused = onStockout === 'FAIL' ? (parts.find(({ skipped }) => skipped !== null)?.skipped ?? null) : null;
  if (refused === null) return { parts, refused, count };
  return { parts: parts.map((part) => ({ ...part, skipped: part.skipped ?? 'NOT_ALONE', leaves: [] })), refused, count: before };
}

interface Tried {
  readonly leaves: readonly Leaf[];
  readonly count: Count;
}

function repeat({ reward, quantity }: BundleItem, asker: Asker, before: Count): Tried | Skip {
  let tried: Tried = { leaves: [], count: before };
  for (let n = 0; n < quantity; n++) {
    const once = tryOnce(reward, asker, tried.count);
    if (typeof once === 'string') return once;
    tried = { leaves: [...tried.leaves, ...once.leaves], count: once.count };
  }
  return tried;
}

function tryOnce(reward: RewardSpec, asker: Asker, count: Count): Tried | Skip {
  const { bundles, kinds, templateIdOf } = asker.world;
  if (!kinds.has(reward.kind)) return 'NOT_AVAILABLE';
  const coupons = couponsOf(reward);
  if (coupons) return tryCoupons(templateIdOf(coupons.template), coupons.quantity, asker, count);
  if (reward.kind !== BUNDLE_KIND) return { leaves: [{ reward }], count };
  const inner = bundles.get(bundleIdOf(reward) ?? '');
  if (!inner) return 'NOT_AVAILABLE';
  const plan = planItems(inner.items, inner.on_stockout, asker, count);
  return plan.refused ?? { leaves: plan.parts.flatMap(({ leaves }) => leaves), count: plan.count };
}

function tryCoupons(templateId: string | null, quantity: number, asker: Asker, count: Count): Tried | Skip {
  if (templateId === null) return 'NOT_AVAILABLE';
  const own = `${templateId}/${asker.memberId}`;
  const [ofTemplate, ofMember] = [count.get(templateId) ?? 0, count.get(own) ?? 0];
  const refusal = asker.world.refusal(templateId, asker, { ofTemplate: ofTemplate + quantity, ofMember: ofMember + quantity });
  const leaves = Array.from({ length: quantity }, () => ({ templateId }));
  return refusal ?? { leaves, count: new Map([...count, [templateId, ofTemplate + quantity], [own, ofMember + quantity]]) };
}
