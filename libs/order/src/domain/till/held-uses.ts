import { type CipherPlace, type Context, PersonalData } from '@regulars/plugin-sdk';
import type { TillHoldRow } from '../../data/till-hold.statements';
import type { SourcedUse } from './sale';

/** A use as it is kept: amounts in minor units, as texts, by line number. */
type KeptUse = readonly [kind: string, code: string, shares: readonly (readonly [number: number, minor: string])[]];

const placeOf = (holdId: string): CipherPlace => ({ table: 'order.till_hold', column: 'uses_sealed', row: holdId });

/** Whoever has a code may use it: codes are kept sealed. */
export function sealUses(ctx: Context, holdId: string, uses: readonly SourcedUse[]): Buffer {
  const kept = uses.map(({ kind, code, discounts }): KeptUse => [kind, code, [...discounts].map(([number, minor]) => [number, String(minor)])]);
  return ctx.use(PersonalData).seal(JSON.stringify(kept), placeOf(holdId));
}

export function openUses(ctx: Context, { id, uses_sealed, uses }: Pick<TillHoldRow, 'id' | 'uses_sealed' | 'uses'>): readonly SourcedUse[] {
  const kept = uses_sealed ? (JSON.parse(ctx.use(PersonalData).open(uses_sealed, placeOf(id))) as readonly KeptUse[]) : (uses ?? []).map(({ kind, code, shares }): KeptUse => [kind, code, shares]);
  return kept.map(([kind, code, shares]) => ({ kind, code, discounts: new Map(shares.map(([number, minor]) => [number, BigInt(minor)])) }));
}
