import { actorOf, AddressLimits, ApiKeys, Aside, type Audience, Books, type Brand, CallerNetwork, CodeDelivery, type Context, defineLoader, type EventSelection, EventSelections, IdentityTokens, InstallationData, InstallationLimits, KeyManifests, Limits, type Loader, MemberKeys, type NodeDefinition, Partners, PersonalData, Platform, type PluginDefinition, Seals, type Selected, Sessions, ShortLinks } from '@regulars/plugin-sdk';
import type { GraphQLSchema } from 'graphql';
import { Pool, types } from 'pg';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { ReadAudit } from './audit/read-audit';
import { BooksOf } from './books/standing';
import { Brands, NO_BRAND } from './brands';
import { BREAKER, type BreakerOptions, Breakers } from './breakers';
import { ApiKeysOf } from './callers/api-keys';
import { AsideOf } from './callers/aside';
import { KeyManifestsOf } from './callers/key-manifests';
import { PartnersOf } from './callers/partners';
import { IdentityTokenVerifier } from './callers/identity/identity-tokens';
import { CodeDeliveryOf, waitingCodes, type WaitingCode } from './callers/codes';
import { Credentials } from './callers/credentials';
import { FormerCallers } from './callers/former-callers';
import { networkOfCaller } from './callers/caller-network';
import { AddressLimitsOf, LimitsOf, type LimitStore } from './callers/limits';
import { SessionsOf } from './callers/sessions';
import { DatabaseClock } from './clock';
import { BrandCodec, SignedTokens } from './codec';
import { Operations } from './execute';
import { type ReactionFault, Rehearsed, StaleBrand } from './failures';
import type { MasterKey } from './keys';
import { MemberKeysOf } from './member-keys';
import { onlyReadAlone } from './only-read-alone';
import { PlatformControlOf } from './platform-control';
import { REACTION_BUDGET, type ReactionBudget } from './reaction-budget';
import { Registry } from './registry';
import { RequestContext } from './request-context';
import type { Runtime, Scope } from './runtime';
import { Schemas } from './schema';
import { chainsOf } from './seals/chain';
import { SealVerifier } from './seals/verify';
import { ShortLinksOf, ShortLinkTokens } from './short-links';
import { EventSelectionsOf, selectEventAsKey } from './taps/select';
import { createDataSource } from './type-orm';
import type { Traffic } from './unit-of-work';
import { BuiltIns } from './worker/built-ins';
import { describeFault } from './worker/faults';
import { write } from './write';

export interface PlatformOptions {
  readonly modules: readonly PluginDefinition[];
  /** Connects as `regulars_app`. */
  readonly appUrl: string;
  /** Connects as `regulars_relay`. */
  readonly relayUrl: string;
  readonly masterKey: MasterKey;
  readonly logger: Logger;
  /** Where workers write down the ends of chains: what `auditVerify` holds them against. */
  readonly anchorFile?: string;
  /** ms that a unit of work waits for a connection; default 5,000. */
  readonly poolWait?: number;
  /** Connections for units of work; default 16. */
  readonly poolSize?: number;
  /** Identity providers on this machine, over http, are taken as well. Never in production. */
  readonly allowsLocalProviders?: boolean;
  readonly breaker?: Partial<BreakerOptions>;
  readonly reactionBudget?: Partial<ReactionBudget>;
  /** Told of every plugin reaction that failed and was left for later. */
  readonly onReactionFault?: (fault: ReactionFault) => void;
}

const SIDE_POOL = 4;
const POOL_WAIT = 5_000; // ms
const LIMIT_POOL = 2; // attempts at one thing wait for each other: they must not hold up anything else
const SYSTEM_ACTOR = actorOf({ kind: 'system', id: 'kernel', name: 'kernel' });

const typesByOid: Readonly<Record<number, (text: string) => unknown>> = {
  20: BigInt, // int8
  1082: (text) => text, // date: a calendar date has no time zone to be read in
};

/** PostgreSQL's values as modules see them: int8 as bigint, date as text. */
export const typeParsers = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => typesByOid[oid] ?? types.getTypeParser(oid, format)) as typeof types.getTypeParser,
};

function createPool(url: string, max: number, pipeline: boolean, { logger, poolWait = POOL_WAIT }: PlatformOptions): Pool {
  const pool = new Pool({ ...(pipeline ? onlyReadAlone(url) : { connectionString: url }), max, pipeline, types: typeParsers, connectionTimeoutMillis: poolWait, keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as ConstructorParameters<typeof Pool>[0]);
  pool.on('error', (error) => logger.warn({ code: (error as { code?: string }).code }, 'an idle database connection was lost'));
  // A borrowed connection that is lost fails its statement; without a listener it would end the process as well.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** The composed installation: modules, schemas and the only way to the database. */
export class PlatformRuntime implements Runtime {
  readonly registry: Registry;
  readonly app: Pool;
  readonly relay: Pool;
  readonly brands: Brands;
  readonly clock = new DatabaseClock();
  readonly tokens: SignedTokens;
  readonly shortLinks: ShortLinkTokens;
  /** What idempotent calls' arguments are hashed under. */
  readonly argumentsKey: Buffer;
  readonly credentials: Credentials;
  /** Of plugins' reactions. */
  readonly breakers: Breakers;
  readonly reactionBudget: ReactionBudget;
  /** What all code of the process shares, as it was when everything was loaded. */
  readonly builtIns = new BuiltIns();
  private readonly formerCallers: FormerCallers;
  readonly schemas: Schemas;
  readonly operations = new Operations();
  /** What every brand has, and all that the platform audience has. */
  readonly coreModules: ReadonlySet<string>;
  readonly logger: Logger;
  /** Services the kernel itself provides, as `module/name`. */
  readonly services: ReadonlyMap<string, (ctx: RequestContext) => unknown>;
  /** For reads beside a unit of work, which may hold the last connection of the other pool. */
  private readonly side: Pool;
  /** Who was shown whom. */
  readonly reads: ReadAudit;
  /** For units of work within one that may hold a connection already: were it the same pool, as many would wait for each other as it has. */
  private readonly inner: Pool;
  private readonly limits: LimitStore;
  private readonly codecs = new Map<string, BrandCodec>();
  private readonly nodeLoaders = new Map<NodeDefinition, Loader<string, object | null>>();
  private readonly faultListeners: ((fault: ReactionFault) => void)[] = [];
  private entityMetadata: Promise<DataSource> | null = null;

  constructor(readonly options: PlatformOptions) {
    this.registry = new Registry(options.modules);
    this.logger = options.logger;
    this.breakers = new Breakers({ ...BREAKER, ...options.breaker }, options.logger);
    this.reactionBudget = { ...REACTION_BUDGET, ...options.reactionBudget };
    this.app = createPool(options.appUrl, options.poolSize ?? 16, true, options);
    this.side = createPool(options.appUrl, SIDE_POOL, true, options);
    this.reads = new ReadAudit(this.side);
    this.inner = createPool(options.appUrl, SIDE_POOL, true, options);
    this.limits = { pool: createPool(options.appUrl, LIMIT_POOL, true, options), key: options.masterKey.derive('limits') };
    this.relay = createPool(options.relayUrl, 6, false, options);
    this.brands = new Brands(this.registry, this.side);
    this.tokens = new SignedTokens(options.masterKey);
    this.shortLinks = new ShortLinkTokens(options.masterKey);
    this.argumentsKey = options.masterKey.derive('idempotency');
    this.credentials = new Credentials(this.side, (brandId, read) => this.asideFresh(brandId, read), options.logger);
    this.formerCallers = new FormerCallers(this.side, async ({ brandId, actor: { id, sessionId } }) => (await this.credentials.ofSubject({ kind: 'member', id, brandId }, sessionId ?? '')) !== null);
    this.schemas = new Schemas(this.registry);
    this.coreModules = new Set(this.registry.modules.filter((module) => module.core).map(({ id }) => id));
    const identityTokens = new IdentityTokenVerifier({ logger: options.logger, now: () => this.clock.now(), allowsLoopback: options.allowsLocalProviders ?? false });
    const seals = new SealVerifier(chainsOf(this.registry), options.anchorFile ?? null);
    this.services = new Map<string, (ctx: RequestContext) => unknown>([
      [`${Platform.module}/${Platform.name}`, (ctx) => new PlatformControlOf(ctx)],
      [`${Books.module}/${Books.name}`, (ctx) => new BooksOf(ctx)],
      [`${PersonalData.module}/${PersonalData.name}`, (ctx) => this.codecOf(ctx.brand.id)],
      [`${MemberKeys.module}/${MemberKeys.name}`, (ctx) => new MemberKeysOf(ctx, this.codecOf(ctx.brand.id))],
      [`${ApiKeys.module}/${ApiKeys.name}`, (ctx) => new ApiKeysOf(ctx)],
      [`${KeyManifests.module}/${KeyManifests.name}`, (ctx) => new KeyManifestsOf(ctx)],
      [`${InstallationData.module}/${InstallationData.name}`, () => this.codecOf(null)],
      [`${IdentityTokens.module}/${IdentityTokens.name}`, () => identityTokens],
      [`${Seals.module}/${Seals.name}`, (ctx) => ({ verify: (from: Date | null) => seals.verify(ctx, from) })],
      [`${Sessions.module}/${Sessions.name}`, (ctx) => new SessionsOf(ctx)],
      [`${Limits.module}/${Limits.name}`, (ctx) => new LimitsOf(ctx.scope.brandId, this.limits)],
      [`${InstallationLimits.module}/${InstallationLimits.name}`, () => new LimitsOf(null, this.limits)],
      [`${AddressLimits.module}/${AddressLimits.name}`, (ctx) => new AddressLimitsOf(ctx.scope.brandId, ctx.scope.address, this.limits)],
      [`${CallerNetwork.module}/${CallerNetwork.name}`, (ctx) => networkOfCaller(ctx.scope.brandId, ctx.scope.address, this.limits.key)],
      [`${ShortLinks.module}/${ShortLinks.name}`, (ctx) => new ShortLinksOf(ctx.brand.id, this.shortLinks)],
      [`${Partners.module}/${Partners.name}`, (ctx) => new PartnersOf(ctx)],
      [`${Aside.module}/${Aside.name}`, (ctx) => new AsideOf(ctx, this.side)],
      [`${EventSelections.module}/${EventSelections.name}`, (ctx) => new EventSelectionsOf(ctx, this.onInnerPool)],
      [`${CodeDelivery.module}/${CodeDelivery.name}`, (ctx) => new CodeDeliveryOf(ctx, this.codecOf(ctx.scope.brandId))],
    ]);
  }

  authenticate(token: string, audience: Audience): Promise<Scope | null> {
    return this.credentials.find(token, audience);
  }

  /** The member whose session with this token has ended: may be told again what it was told, and nothing else. */
  authenticateEnded(token: string): Promise<Scope | null> {
    return this.formerCallers.find(token);
  }

  schemaFor(audience: Audience, modules: ReadonlySet<string>): { readonly schema: GraphQLSchema; readonly key: string } {
    return this.schemas.for(audience, modules);
  }

  async brand(id: string): Promise<Brand> {
    return (await this.brands.state(id)).brand;
  }

  /** The context of one request; `end()` it once the answer is on its way. */
  async open(scope: Scope, traffic?: Traffic): Promise<RequestContext> {
    return new RequestContext(this, scope, scope.brandId === null ? null : await this.brands.state(scope.brandId), traffic);
  }

  async transaction<T>(scope: Scope, work: (ctx: Context) => Promise<T>, traffic?: Traffic): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      const ctx = await this.open(scope, traffic);
      try {
        return scope.readOnly ? await work(ctx) : await write(ctx, work);
      } catch (error) {
        if (!(error instanceof StaleBrand) || attempt >= 5) throw error;
        if (scope.brandId) this.brands.forget(scope.brandId);
      } finally {
        await ctx.end();
      }
    }
  }

  /** A read of the kernel's own, on a connection no unit of work waits for. */
  async aside<T>(brandId: string, read: (ctx: Context) => Promise<T>): Promise<T> {
    const ctx = new RequestContext(Object.create(this, { app: { value: this.side } }) as PlatformRuntime, { brandId, audience: 'staff', actor: SYSTEM_ACTOR }, await this.brands.state(brandId));
    try {
      return await read(ctx);
    } finally {
      await ctx.end();
    }
  }

  /** As `aside`, on the brand as it is now. */
  private async asideFresh<T>(brandId: string, read: (ctx: Context) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.aside(brandId, read);
      } catch (error) {
        if (!(error instanceof StaleBrand) || attempt >= 5) throw error;
        this.brands.forget(brandId);
      }
    }
  }

  /** A unit of work within another, of the same brand or not, that is committed by itself. */
  async nestedTransaction<T>(scope: Scope, work: (ctx: Context) => Promise<T>, traffic?: Traffic): Promise<T> {
    if (this.app === this.inner) throw new Error('A unit of work within another has none within it');
    return this.onInnerPool.transaction(scope, work, traffic);
  }

  /** The same, on the connections for units of work within another. */
  private get onInnerPool(): PlatformRuntime {
    return Object.create(this, { app: { value: this.inner } }) as PlatformRuntime;
  }

  selectEventAsKey(brandId: string, keyId: string, selection: EventSelection, eventId: string): Promise<Selected> {
    return selectEventAsKey(this, brandId, keyId, selection, eventId);
  }

  /** @param traffic of the request that rehearses: what it costs counts there */
  async rehearse<T>(scope: Scope, work: (ctx: Context) => Promise<T>, traffic: Traffic): Promise<T> {
    try {
      return await this.nestedTransaction({ ...scope, readOnly: false }, async (ctx) => {
        throw new Rehearsed(await work(ctx));
      }, traffic);
    } catch (error) {
      if (error instanceof Rehearsed) return error.answer as T;
      throw error;
    }
  }

  dataSource(): Promise<DataSource> {
    this.entityMetadata ??= createDataSource(this.options.appUrl, this.registry.modules.flatMap((module) => module.entities ?? []));
    return this.entityMetadata;
  }

  nodeLoader(definition: NodeDefinition): Loader<string, object | null> {
    let loader = this.nodeLoaders.get(definition);
    if (!loader) this.nodeLoaders.set(definition, (loader = defineLoader(definition.load)));
    return loader;
  }

  /** Tells `listener`, too, of every plugin reaction that failed and was left for later. */
  onReactionFault(listener: (fault: ReactionFault) => void): void {
    this.faultListeners.push(listener);
  }

  faulted(fault: ReactionFault, ctx: RequestContext): void {
    this.logger.error({ reaction: fault.reaction, brand: ctx.scope.brandId, fault: describeFault(fault.cause) }, 'a plugin reaction failed and is left for later');
    this.options.onReactionFault?.(fault);
    for (const listener of this.faultListeners) listener(fault);
  }

  async stop(): Promise<void> {
    await (await this.entityMetadata?.catch(() => null))?.destroy();
    await this.credentials.stop();
    await Promise.all([this.app.end(), this.side.end(), this.inner.end(), this.limits.pool.end(), this.relay.end()]);
  }

  /** Null: of what concerns no one brand. */
  codecOf(brandId: string | null): BrandCodec {
    const id = brandId ?? NO_BRAND;
    let codec = this.codecs.get(id);
    if (!codec) this.codecs.set(id, (codec = new BrandCodec(this.options.masterKey, id)));
    return codec;
  }

  /** Codes that no sender has taken: what the development outbox shows, newest first. */
  waitingCodes(): Promise<readonly WaitingCode[]> {
    return waitingCodes(this.relay, (brandId) => this.codecOf(brandId));
  }
}

export const createPlatform = (options: PlatformOptions): PlatformRuntime => new PlatformRuntime(options);
