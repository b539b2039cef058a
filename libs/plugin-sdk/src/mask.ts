import type { Context, MaskKind } from './context';
import type { BuiltInRoleCode } from './roles';

/** What stands in the place of a masked value, and for whom. */
export interface Masking<T> {
  /** What is shown of a value (of each entry of a list) under PARTIAL; as under HIDE when left out. */
  readonly partial?: (value: T, ctx: Context) => unknown;
  /** What stands there under HIDE; default null, or an empty list. */
  readonly hidden?: unknown;
  /** Which built-in roles do not see it whole. */
  readonly roles?: Readonly<Partial<Record<BuiltInRoleCode, MaskKind>>>;
}

/** A field of personal data that a role may see in part or not at all. */
export interface MaskableField extends Masking<never> {
  /** `Type.field`, of any audience's schema. */
  readonly field: string;
}

/** `maskable('Member.phone', { partial: (phone: string) => …, roles: { analyst: 'HIDE' } })` */
export const maskable = <T>(field: string, masking: Masking<T>): MaskableField => Object.freeze({ ...(masking as Masking<never>), field });

/** How the caller sees a field; null: as it is. */
export const maskOf = (ctx: Pick<Context, 'actor'>, field: string): MaskKind | null => ctx.actor.masks.get(field) ?? null;

/** Of two ways to see one field, the one that shows less. */
export const stricter = (one: MaskKind | undefined, other: MaskKind | undefined): MaskKind | undefined =>
  one === 'HIDE' || other === 'HIDE' ? 'HIDE' : (one ?? other);
