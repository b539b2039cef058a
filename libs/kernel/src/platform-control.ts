import {
  type Brand, type BrandPatch, type InstalledModule, InvalidInputError, type JsonObject, type LimitUse, type NewBrand, NotFoundError, type PlanDetails,
  type PlatformControl, type PluginDefinition, type PluginState, type PluginStatus, Problems, reject, VersionConflictError,
} from '@regulars/plugin-sdk';
import { advanceClock } from './jobs/advance-clock';
import * as sql from './platform-control.statements';
import type { RequestContext } from './request-context';

const isPlugin = (module: PluginDefinition): boolean => !module.core;

/** What the kernel offers modules about brands, plans and switches; bound to one unit of work. */
export class PlatformControlOf implements PlatformControl {
  constructor(private readonly ctx: RequestContext) {}

  async plugins(): Promise<readonly PluginStatus[]> {
    const { switches, planPlugins } = this.ctx.brandState;
    const rows = new Map((await this.ctx.sql(sql.switches())).map((row) => [row.plugin, row]));
    const graceOf = (id: string): Date | null => {
      const { enabled = false, grace_ends_at: end = null } = rows.get(id) ?? {};
      return enabled && !planPlugins.has(id) && end && end > this.ctx.now ? end : null;
    };
    const state = (id: string): PluginState => {
      if (rows.get(id)?.enabled) return this.ctx.brand.suspended.has(id) || (!planPlugins.has(id) && !graceOf(id)) ? 'SUSPENDED' : 'ENABLED';
      return planPlugins.has(id) ? 'DISABLED' : 'NOT_IN_PLAN';
    };
    return this.registry.modules.filter(isPlugin).map(({ id, version, settings }) => ({
      id, version, state: state(id), graceEndsAt: graceOf(id), settings: (settings?.schema.parse(switches.get(id)?.settings ?? {}) ?? {}) as JsonObject,
    }));
  }

  async enablePlugin(id: string): Promise<void> {
    const module = this.plugin(id);
    const enabled = await this.enabledUnderLock();
    if (!this.ctx.brandState.planPlugins.has(id)) reject(new InvalidInputError({ en: `The plan does not grant ${id}.`, 'zh-TW': `方案不含 ${id}。` }, 'id'));
    const missing = Object.keys(module.requires ?? {}).filter((needed) => !this.registry.module(needed)?.core && !enabled.has(needed));
    if (missing.length > 0) reject(new InvalidInputError({ en: `Enable ${missing.join(', ')} first.`, 'zh-TW': `請先啟用 ${missing.join('、')}。` }, 'id'));
    if (enabled.has(id)) return;
    await this.change(sql.setSwitch(id, true));
    await module.onEnable?.(this.ctx);
  }

  async disablePlugin(id: string): Promise<void> {
    const module = this.plugin(id);
    const enabled = await this.enabledUnderLock();
    const dependants = this.registry.modules.filter((other) => enabled.has(other.id) && other.requires?.[id] !== undefined).map((other) => other.id);
    if (dependants.length > 0) reject(new InvalidInputError({ en: `Disable ${dependants.join(', ')} first.`, 'zh-TW': `請先停用 ${dependants.join('、')}。` }, 'id'));
    if (!enabled.has(id)) return;
    await module.onDisable?.(this.ctx);
    await this.change(sql.setSwitch(id, false));
  }

  async configurePlugin(id: string, settings: JsonObject): Promise<void> {
    const module = this.installedModule(id);
    if (!module.settings) reject(new InvalidInputError(`${id} has no settings.`, 'id'));
    const read = module.settings.schema.safeParse(settings);
    if (!read.success) {
      const problems = new Problems();
      for (const issue of read.error.issues) problems.add(['settings', ...issue.path.map(String)], issue.message);
      problems.throwIfAny();
    }
    await this.ctx.sql(sql.lockBrand());
    await this.change(sql.setSettings(id, JSON.stringify(settings)));
  }

  async limitUses(): Promise<readonly LimitUse[]> {
    const declared = this.registry.modules.filter(({ id }) => this.ctx.brand.modules.has(id)).flatMap((module) => Object.entries(module.limits ?? {}).map(([limit, definition]) => ({ module, limit, definition })));
    return Promise.all(
      declared.map(async ({ module, limit, definition }) => ({
        plugin: module.id, limit, description: definition.description,
        allowed: this.ctx.brandState.planLimits[module.id]?.[limit] ?? null, used: await definition.used(this.ctx),
      })),
    );
  }

  async plan(code: string): Promise<PlanDetails | null> {
    return (await this.ctx.sql(sql.planByCode(code)))[0] ?? null;
  }

  async updateBrand(patch: BrandPatch, expectedVersion: number | null = null): Promise<void> {
    const [updated] = await this.ctx.sql(
      sql.updateBrand(patch.name ?? null, patch.timeZone ?? null, patch.currency ?? null, patch.region ?? null, patch.dayStartsAt ?? null, patch.locales ?? null, expectedVersion),
    );
    if (!updated) {
      const [current] = await this.ctx.sql(sql.lockBrand());
      reject(new VersionConflictError({ en: 'The brand was changed meanwhile.', 'zh-TW': '品牌資料已被更新。' }, current?.version ?? 0, 'expectedVersion'));
    }
    this.ctx.brandChanges();
  }

  async advanceClock(to: Date): Promise<void> {
    const { brand } = this.ctx;
    if (!brand.sandbox) reject(new InvalidInputError({ en: 'Only a sandbox brand has a clock of its own.', 'zh-TW': '僅沙盒品牌可調整時鐘。' }, 'to'));
    if (to.getTime() <= this.ctx.now.getTime()) reject(new InvalidInputError({ en: 'The clock only goes forwards.', 'zh-TW': '時鐘只能往前。' }, 'to'));
    await advanceClock(this.ctx.platform, brand.id, to);
    this.ctx.brandChanges();
  }

  async createBrand(brand: NewBrand): Promise<string> {
    if (!(await this.plan(brand.planCode))) reject(new NotFoundError('There is no such plan.', 'input.planCode'));
    const [created] = await this.ctx.sql(
      sql.insertBrand(brand.code, brand.name, brand.timeZone, brand.currency, brand.region, brand.dayStartsAt, brand.sandbox, brand.planCode, brand.clockStartsAt),
    );
    return created?.id ?? reject(new InvalidInputError('Another brand has this code.', 'input.code'));
  }

  async brands(ids: readonly string[]): Promise<readonly (Brand | null)[]> {
    return Promise.all(ids.map((id) => this.ctx.platform.brand(id).catch(() => null)));
  }

  plans(): Promise<readonly PlanDetails[]> {
    return this.ctx.sql(sql.plans());
  }

  async createPlan({ code, name, plugins, limits }: PlanDetails): Promise<boolean> {
    return (await this.ctx.sql(sql.insertPlan(code, name, plugins, JSON.stringify(limits)))).length > 0;
  }

  async updatePlan({ code, name, plugins, limits }: PlanDetails): Promise<boolean> {
    return (await this.ctx.sql(sql.updatePlan(code, name, plugins, JSON.stringify(limits)))).length > 0;
  }

  async changePlan(brandId: string, planCode: string, graceDays: number): Promise<boolean> {
    return (await this.ctx.sql(sql.changePlan(brandId, planCode, graceDays)))[0]?.changed ?? false;
  }

  installed(): readonly InstalledModule[] {
    return this.registry.modules.map(({ id, version, sdk, core, requires, limits, permissions, maskable }) => ({
      id, version, sdk, core: core ?? false, requires: requires ?? {}, permissions: permissions ?? {}, maskable: maskable ?? [],
      limits: Object.fromEntries(Object.entries(limits ?? {}).map(([limit, { description }]) => [limit, description])),
    }));
  }

  private get registry() {
    return this.ctx.platform.registry;
  }

  private installedModule(id: string): PluginDefinition {
    return this.registry.module(id) ?? reject(new NotFoundError({ en: 'There is no such plugin.', 'zh-TW': '沒有此外掛。' }, 'id', id));
  }

  private plugin(id: string): PluginDefinition {
    const module = this.installedModule(id);
    return isPlugin(module) ? module : reject(new InvalidInputError({ en: `${id} is part of the core and always on.`, 'zh-TW': `${id} 為核心功能,無法切換。` }, 'id'));
  }

  private async enabledUnderLock(): Promise<ReadonlySet<string>> {
    await this.ctx.sql(sql.lockBrand());
    return new Set((await this.ctx.sql(sql.switches())).filter(({ enabled }) => enabled).map(({ plugin }) => plugin));
  }

  private async change(statement: ReturnType<typeof sql.setSwitch>): Promise<void> {
    await this.ctx.sql(statement);
    await this.ctx.sql(sql.touchBrand());
    this.ctx.brandChanges();
  }
}
