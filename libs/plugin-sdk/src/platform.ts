import type { Brand, JsonObject } from './context';
import type { MaskableField } from './mask';
import type { Permission } from './permission';
import { defineService } from './service';

/** What a brand begins with. */
export interface NewBrand {
  readonly code: string;
  readonly name: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly region: string;
  readonly dayStartsAt: number;
  readonly planCode: string;
  readonly sandbox: boolean;
  /** Where a sandbox clock starts; the present when left out. */
  readonly clockStartsAt: Date | null;
}

/** What changes of a brand; what is left out stays. */
export interface BrandPatch {
  readonly name?: string;
  readonly timeZone?: string;
  readonly currency?: string;
  readonly region?: string;
  readonly dayStartsAt?: number;
  readonly locales?: readonly string[];
}

export type PluginState = 'ENABLED' | 'DISABLED' | 'SUSPENDED' | 'NOT_IN_PLAN';

/** An installed plugin, and how it stands for the brand. */
export interface PluginStatus {
  readonly id: string;
  readonly version: string;
  readonly state: PluginState;
  /** Until when it acts although the plan does not grant it, by the brand's clock. */
  readonly graceEndsAt: Date | null;
  readonly settings: JsonObject;
}

export interface InstalledModule {
  readonly id: string;
  readonly version: string;
  readonly sdk: string;
  readonly core: boolean;
  readonly requires: Readonly<Record<string, string>>;
  /** Limit name to description. */
  readonly limits: Readonly<Record<string, string>>;
  readonly permissions: Readonly<Record<string, Permission>>;
  readonly maskable: readonly MaskableField[];
}

/** What a plan grants. */
export interface PlanDetails {
  readonly code: string;
  readonly name: string;
  readonly plugins: readonly string[];
  /** Module to limit to number. */
  readonly limits: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** How much of a plan's limit the brand has used; `allowed` null: without limit. */
export interface LimitUse {
  readonly plugin: string;
  readonly limit: string;
  readonly description: string;
  readonly allowed: number | null;
  readonly used: number;
}

/** What the kernel itself offers to modules: brands, plans and switches. */
export interface PlatformControl {
  /** Every installed plugin (core modules left out) and how it stands for the brand. */
  plugins(): Promise<readonly PluginStatus[]>;
  /** Rejects at `id` when it is not installed, not in the plan, or needs one that is off. */
  enablePlugin(id: string): Promise<void>;
  /** Rejects at `id` when another enabled plugin needs it. */
  disablePlugin(id: string): Promise<void>;
  /** Rejects at `settings.…` what the module's schema refuses. */
  configurePlugin(id: string, settings: JsonObject): Promise<void>;
  limitUses(): Promise<readonly LimitUse[]>;
  plan(code: string): Promise<PlanDetails | null>;

  /** Compare-and-set when `expectedVersion` is given. The caller has checked what may change. */
  updateBrand(patch: BrandPatch, expectedVersion?: number | null): Promise<void>;
  /** Sandbox only, forwards only: runs every due job on the way, each in a transaction of its own. */
  advanceClock(to: Date): Promise<void>;

  /** Platform audience only, as everything below. Answers the new brand's id. */
  createBrand(brand: NewBrand): Promise<string>;
  brands(ids: readonly string[]): Promise<readonly (Brand | null)[]>;
  plans(): Promise<readonly PlanDetails[]>;
  /** False when the code is taken. The caller has checked what it grants. */
  createPlan(plan: PlanDetails): Promise<boolean>;
  /** Takes effect for every brand on the plan; false when there is none. */
  updatePlan(plan: PlanDetails): Promise<boolean>;
  /** Plugins that leave with the old plan act on, under its limits, for `graceDays` of 24 hours. False when there is no such brand. */
  changePlan(brandId: string, planCode: string, graceDays: number): Promise<boolean>;
  installed(): readonly InstalledModule[];
}

export const Platform = defineService<PlatformControl>('platform', 'control');
