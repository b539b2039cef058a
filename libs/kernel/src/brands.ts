import type { Brand, JsonObject } from '@regulars/plugin-sdk';
import type { Pool } from 'pg';
import { UnknownBrand } from './failures';
import type { Registry } from './registry';
import { Lease, noTraffic, Transaction } from './unit-of-work';

export const NO_BRAND = '00000000-0000-0000-0000-000000000000';

/** A brand with what the kernel needs beside what modules see. */
export interface BrandState {
  readonly brand: Brand;
  /** What a sandbox clock is ahead of the database's, in ms; 0 for others. */
  readonly clockOffset: number;
  /** Switches and settings by module. */
  readonly switches: ReadonlyMap<string, { readonly enabled: boolean; readonly settings: JsonObject }>;
  readonly planPlugins: ReadonlySet<string>;
  /** What its schema is made of: the modules that act, and those that are suspended. */
  readonly shown: ReadonlySet<string>;
  /** Of the plan, and of the former plan for plugins in their grace. */
  readonly planLimits: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

interface Held {
  readonly state: BrandState;
  /** By `performance.now()`: the first grace ends, and another set of modules acts. */
  readonly until: number;
  confirmedAt: number;
  readonly cached: Map<string, Promise<unknown>>;
}

const TRUSTED_FOR = 1_000; // ms without a transaction that confirmed the revision

const BRAND = `
  SELECT b.id, b.code, b.name, b.time_zone, b.currency, b.region, b.day_starts_at, b.locales, b.sandbox, b.plan_code, b.version, b.revision,
         (extract(epoch FROM b.clock_offset) * 1000)::float8 AS clock_offset, p.plugins AS plan_plugins, p.limits AS plan_limits,
         coalesce((SELECT jsonb_agg(jsonb_build_object('plugin', s.plugin, 'enabled', s.enabled, 'settings', s.settings,
             'graceMs', extract(epoch FROM s.grace_ends_at - platform.clock(b.clock_offset)) * 1000, 'graceLimits', s.grace_limits)) FROM platform.brand_plugin s WHERE s.brand_id = b.id), '[]') AS switches
    FROM platform.brand b JOIN platform.plan p ON p.code = b.plan_code WHERE b.id = $1`;

interface BrandRow {
  id: string; code: string; name: string; time_zone: string; currency: string; region: string; day_starts_at: number; locales: string[];
  sandbox: boolean; plan_code: string; version: number; revision: bigint; clock_offset: number; plan_plugins: string[];
  plan_limits: BrandState['planLimits']; switches: Switch[];
}

interface Switch {
  readonly plugin: string;
  readonly enabled: boolean;
  readonly settings: JsonObject;
  /** What is left of its grace; null when it was given none. */
  readonly graceMs: number | null;
  readonly graceLimits: Readonly<Record<string, number>> | null;
}

/**
 * The brands this process has met. Every transaction compares its brand's revision with the one held here, so a
 * brand is never acted for on what another node has changed since.
 */
export class Brands {
  private readonly held = new Map<string, Held>();
  private readonly reading = new Map<string, Promise<Held>>();

  constructor(private readonly registry: Registry, private readonly pool: Pool) {}

  async state(id: string): Promise<BrandState> {
    return (await this.current(id)).state;
  }

  /** As the database has it now, however lately this process has looked. */
  async reread(id: string): Promise<BrandState> {
    return (await this.read(id)).state;
  }

  /** A transaction saw this revision: what is held is fresh. */
  confirm(id: string, revision: bigint): void {
    const held = this.held.get(id);
    if (held?.state.brand.revision === revision) held.confirmedAt = performance.now();
  }

  forget(id: string): void {
    this.held.delete(id);
  }

  /** What `read` gave at this revision of the brand, made once; null when the brand has another revision by now. */
  async cached<T>(id: string, revision: bigint, key: string, read: () => Promise<T>): Promise<T | null> {
    let held = this.held.get(id);
    if (held?.state.brand.revision !== revision) {
      this.forget(id);
      held = await this.current(id);
      if (held.state.brand.revision !== revision) return null;
    }
    let value = held.cached.get(key) as Promise<T> | undefined;
    if (!value) {
      value = read();
      held.cached.set(key, value);
      value.catch(() => held.cached.delete(key));
    }
    return value;
  }

  private async current(id: string): Promise<Held> {
    const held = this.held.get(id);
    const now = performance.now();
    if (held && now - held.confirmedAt < TRUSTED_FOR && now < held.until) return held;
    let reading = this.reading.get(id);
    if (!reading) {
      reading = this.read(id).finally(() => this.reading.delete(id));
      this.reading.set(id, reading);
    }
    return reading;
  }

  private async read(id: string): Promise<Held> {
    const lease = new Lease(this.pool, noTraffic());
    let broken: Error | undefined;
    try {
      const transaction = new Transaction(lease, { brandId: id, now: null, operator: false, readOnly: true }, () => undefined);
      const [row] = await transaction.sql<BrandRow>({ name: 'platform.brand', text: BRAND, values: [id] });
      await transaction.commit();
      if (!row) throw new UnknownBrand(id);
      const held = this.held.get(id);
      const isSame = held?.state.brand.revision === row.revision && performance.now() < held.until;
      const fresh = isSame ? held : { state: this.stateOf(row), until: performance.now() + graceLeft(row), confirmedAt: 0, cached: new Map<string, Promise<unknown>>() };
      fresh.confirmedAt = performance.now();
      this.held.set(id, fresh);
      return fresh;
    } catch (error) {
      broken = error as Error;
      throw error;
    } finally {
      await lease.release(broken);
    }
  }

  private stateOf(row: BrandRow): BrandState {
    const switches = new Map(row.switches.map(({ plugin, enabled, settings }) => [plugin, { enabled, settings }]));
    const inGrace = row.switches.filter((one) => isInGrace(row, one));
    const granted = [...row.plan_plugins.filter((plugin) => switches.get(plugin)?.enabled), ...inGrace.map(({ plugin }) => plugin)];
    const modules = new Set(this.registry.closure(granted).map((module) => module.id));
    const enabled = this.registry.closure([...switches].flatMap(([plugin, { enabled }]) => (enabled ? plugin : []))).map((module) => module.id);
    const brand: Brand = {
      id: row.id, code: row.code, name: row.name, timeZone: row.time_zone, currency: row.currency, region: row.region, dayStartsAt: row.day_starts_at,
      locales: row.locales, sandbox: row.sandbox, planCode: row.plan_code, version: row.version, revision: row.revision,
      modules, suspended: new Set(enabled.filter((id) => !modules.has(id))),
    };
    const planLimits = { ...row.plan_limits, ...Object.fromEntries(inGrace.map(({ plugin, graceLimits }) => [plugin, graceLimits ?? {}])) };
    return { brand, clockOffset: row.clock_offset, switches, planPlugins: new Set(row.plan_plugins), shown: new Set(enabled), planLimits };
  }
}

/** Enabled, not granted by the plan, and left to act for a while. */
const isInGrace = ({ plan_plugins }: BrandRow, { plugin, enabled, graceMs }: Switch): boolean => enabled && (graceMs ?? 0) > 0 && !plan_plugins.includes(plugin);

/** In ms, until the first grace ends. */
const graceLeft = (row: BrandRow): number => Math.min(...row.switches.flatMap((one) => (isInGrace(row, one) ? (one.graceMs ?? 0) : [])));
