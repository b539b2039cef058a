import { statement } from '@regulars/plugin-sdk';

export const setSwitch = statement<never, [string, boolean]>('platform.set-switch', `
  INSERT INTO platform.brand_plugin (plugin, enabled) VALUES ($1, $2)
  ON CONFLICT (brand_id, plugin) DO UPDATE SET enabled = EXCLUDED.enabled`);

export const setSettings = statement<never, [string, string]>('platform.set-settings', `
  INSERT INTO platform.brand_plugin (plugin, enabled, settings) VALUES ($1, false, $2::jsonb)
  ON CONFLICT (brand_id, plugin) DO UPDATE SET settings = EXCLUDED.settings`);

/** Switches are read under the brand's lock: two changes at once cannot both pass their check. */
export const lockBrand = statement<{ version: number }>('platform.lock-brand', `
  SELECT version FROM platform.brand WHERE id = platform.current_brand() FOR UPDATE`);

export const switches = statement<{ plugin: string; enabled: boolean; grace_ends_at: Date | null }>('platform.switches', `
  SELECT plugin, enabled, grace_ends_at FROM platform.brand_plugin`);

export const touchBrand = statement<never>('platform.touch-brand', `
  UPDATE platform.brand SET revision = revision + 1 WHERE id = platform.current_brand()`);

export const updateBrand = statement<{ version: number }, [string | null, string | null, string | null, string | null, number | null, readonly string[] | null, number | null]>('platform.update-brand', `
  UPDATE platform.brand
     SET name = coalesce($1, name), time_zone = coalesce($2, time_zone), currency = coalesce($3, currency), region = coalesce($4, region),
         day_starts_at = coalesce($5, day_starts_at), locales = coalesce($6, locales), version = version + 1, revision = revision + 1
   WHERE id = platform.current_brand() AND ($7::int IS NULL OR version = $7)
  RETURNING version`);

export const insertBrand = statement<{ id: string }, [string, string, string, string, string, number, boolean, string, Date | null]>('platform.insert-brand', `
  INSERT INTO platform.brand (code, name, time_zone, currency, region, day_starts_at, sandbox, plan_code, clock_offset)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, coalesce($9::timestamptz - clock_timestamp(), interval '0'))
  ON CONFLICT (code) DO NOTHING RETURNING id`);

export interface PlanRow {
  readonly code: string;
  readonly name: string;
  readonly plugins: string[];
  readonly limits: Record<string, Record<string, number>>;
}

/** No row when the code is taken. */
export const insertPlan = statement<{ code: string }, [string, string, readonly string[], string]>('platform.insert-plan', `
  INSERT INTO platform.plan (code, name, plugins, limits) VALUES ($1, $2, $3, $4::jsonb) ON CONFLICT (code) DO NOTHING RETURNING code`);

export const updatePlan = statement<{ code: string }, [string, string, readonly string[], string]>('platform.update-plan', `
  UPDATE platform.plan SET name = $2, plugins = $3, limits = $4::jsonb WHERE code = $1 RETURNING code`);

export const changePlan = statement<{ changed: boolean }, [string, string, number]>('platform.change-plan', `
  SELECT platform.change_plan($1, $2, $3) AS changed`);

export const plans = statement<PlanRow>('platform.plans', 'SELECT code, name, plugins, limits FROM platform.plan ORDER BY code');
export const planByCode = statement<PlanRow, [string]>('platform.plan', 'SELECT code, name, plugins, limits FROM platform.plan WHERE code = $1');
