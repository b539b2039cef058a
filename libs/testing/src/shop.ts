import { createCredential, type Finding, type PlatformRuntime, type Scope, verifyBrand } from '@regulars/kernel';
import { type Actor, actorOf, type Audience, type Context, type MaskKind, Platform, type PluginDefinition, readId } from '@regulars/plugin-sdk';
import { createHash } from 'node:crypto';
import { TestCaller } from './caller';
import { type Digest, digestOf } from './digest';
import { type BrandOptions, unite } from './new-brand';
import type { TestPlatform } from './platform';

export interface CallerOptions {
  /** What the caller may do; default nothing. */
  readonly permissions?: readonly string[];
  /** Default `staff`. */
  readonly audience?: Audience;
  /** Whom a caller of the member audience is: a uuid or a public id. */
  readonly memberId?: string;
  /** Two callers of one name are one: their idempotency keys meet. Default `till`. */
  readonly name?: string;
  readonly kind?: Actor['kind'];
  /** Uuids of the stores its rights are limited to; default all. */
  readonly storeIds?: readonly string[];
  /** How it sees fields of personal data, by `Type.field`; default as they are. */
  readonly masks?: Readonly<Record<string, MaskKind>>;
  /** BCP 47; default `en`. */
  readonly language?: string;
}

/** A step of a clock, in whole parts of 24 hours. */
export interface Step {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
}

const msOf = ({ days = 0, hours = 0, minutes = 0, seconds = 0 }: Step): number => (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000;

/** The same uuid for the same text. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Every permission that a module declares. */
export const allPermissions = (modules: readonly PluginDefinition[]): string[] => modules.flatMap((module) => Object.values(module.permissions ?? {}));

/** A brand, and the people and programs that call for it. */
export class TestShop {
  constructor(readonly platform: TestPlatform, readonly id: string) {}

  /** A caller with exactly these rights. */
  as(options: CallerOptions = {}): TestCaller {
    return new TestCaller(this.platform.runtime, this.scopeOf(options));
  }

  /** Staff with every permission of every installed module. */
  everything(options: CallerOptions = {}): TestCaller {
    return this.as({ permissions: allPermissions(this.platform.modules), name: 'everything', ...options });
  }

  /** A bearer token of such a caller, for specs over HTTP. */
  async token(options: CallerOptions = {}): Promise<string> {
    const { audience, actor, brandId } = this.scopeOf(options);
    const { token } = await createCredential(this.platform.ownerUrl, { audience, kind: actor.kind, name: actor.name, brandId, memberId: actor.memberId, permissions: [...actor.permissions] });
    return token;
  }

  /** A write unit of work, for specs of services and domain functions; as staff with every permission. */
  context<T>(work: (ctx: Context) => Promise<T>, options: CallerOptions = {}, runtime: PlatformRuntime = this.platform.runtime): Promise<T> {
    return runtime.transaction(this.everything(options).scope, work);
  }

  /** A read unit of work. */
  read<T>(work: (ctx: Context) => Promise<T>, options: CallerOptions = {}, runtime: PlatformRuntime = this.platform.runtime): Promise<T> {
    return runtime.transaction({ ...this.everything(options).scope, readOnly: true }, work);
  }

  /** Where the brand's clock stands. It runs on in real time. */
  async now(): Promise<Date> {
    const [row] = await this.platform.rows<{ now: Date }>('SELECT platform.clock(clock_offset) AS now FROM platform.brand WHERE id = $1', [this.id]);
    if (!row) throw new Error(`There is no brand ${this.id}`);
    return row.now;
  }

  /** Moves a sandbox brand's clock forwards, doing on the way whatever falls due. */
  async advance(step: Step): Promise<void> {
    await this.advanceTo(new Date((await this.now()).getTime() + msOf(step)));
  }

  async advanceTo(instant: Date): Promise<void> {
    await this.context((ctx) => ctx.use(Platform).advanceClock(instant));
  }

  /** Moves the clock alone: nothing that falls due on the way is done, as with a worker that is down. */
  async skip(step: Step): Promise<void> {
    await this.platform.owner.query('UPDATE platform.brand SET clock_offset = clock_offset + make_interval(secs => $2) WHERE id = $1', [this.id, msOf(step) / 1_000]);
  }

  async skipTo(instant: Date): Promise<void> {
    await this.platform.owner.query('UPDATE platform.brand SET clock_offset = clock_offset + ($2::timestamptz - platform.clock(clock_offset)) WHERE id = $1', [this.id, instant]);
  }

  /** Enables plugins, what they need first. */
  async enable(...plugins: readonly string[]): Promise<void> {
    await this.switch(this.platform.runtime.registry.modules, plugins, (ctx, id) => ctx.use(Platform).enablePlugin(id));
  }

  async disable(...plugins: readonly string[]): Promise<void> {
    await this.switch([...this.platform.runtime.registry.modules].reverse(), plugins, (ctx, id) => ctx.use(Platform).disablePlugin(id));
  }

  /** Another brand with the same plugins, of one organisation with this one. */
  async partner(options: BrandOptions = {}): Promise<TestShop> {
    const core = this.platform.runtime.coreModules;
    const plugins = [...(await this.platform.runtime.brand(this.id)).modules].filter((id) => !core.has(id));
    const other = await this.platform.brand({ plugins, ...options });
    await unite(this.platform.runtime, this.id, other.id);
    return other;
  }

  /** Every row of this brand, summed up. */
  digest(): Promise<Digest> {
    return digestOf(this.platform.owner, this.id);
  }

  /** What breaks an invariant of any module the brand has enabled; everything is looked at. */
  async violations(): Promise<readonly Finding[]> {
    return (await verifyBrand(this.platform.runtime, this.id)).flatMap(({ findings }) => findings);
  }

  private async switch(order: readonly PluginDefinition[], plugins: readonly string[], change: (ctx: Context, id: string) => Promise<void>): Promise<void> {
    const unknown = plugins.filter((id) => !order.some((module) => module.id === id));
    if (unknown.length > 0) throw new Error(`The test platform was made without ${unknown.join(', ')}`);
    for (const { id } of order.filter((module) => plugins.includes(module.id))) await this.context((ctx) => change(ctx, id));
  }

  private scopeOf({ audience = 'staff', permissions = [], memberId, name = 'till', kind = audience, storeIds, masks = {}, language }: CallerOptions): Scope {
    const member = memberId?.includes('_') ? readId('mbr', memberId) : (memberId ?? null);
    const actor = actorOf({ kind, name, id: member ?? uuidOf(`${this.id}:${name}`), memberId: member, permissions: new Set(permissions), storeIds: storeIds ? new Set(storeIds) : null, masks: new Map(Object.entries(masks)) });
    return { brandId: audience === 'platform' ? null : this.id, audience, actor, ...(language === undefined ? {} : { language }) };
  }
}
