import type { Audience, Brand, Context, EventType, ExtensionPoint, Json, Loader, Moment, Permission, PluginDefinition, Reaction, ServiceToken, SettingsDefinition, TaskDefinition } from '@regulars/plugin-sdk';
import { PlanLimitExceededError, prefixOf, readId, reject, type Rejection } from '@regulars/plugin-sdk';
import DataLoader from 'dataloader';
import type { GraphQLResolveInfo } from 'graphql';
import type { ObjectLiteral, Repository } from 'typeorm';
import { type BrandState, NO_BRAND } from './brands';
import { ReactionFault, rejectedAsOver, Restart, StaleBrand, UnitOfWorkOver } from './failures';
import { enqueueTask, insertDeferredReaction } from './outbox.statements';
import { budgetFor, overspent, type StatementBudget, withinBudget } from './reaction-budget';
import { inTheirOrder } from './reaction-order';
import { type Owned, qualified } from './registry';
import { RequestLife } from './request-life';
import { mayCall } from './rights';
import { selectedFields } from './selection';
import { undoable } from './undoable';
import { repositoryOn } from './type-orm';

/** The context of one request: its reads share a snapshot, each of its writes is a transaction. */
export class RequestContext extends RequestLife implements Context {
  get brand(): Brand {
    return this.brandState.brand;
  }

  get brandState(): BrandState {
    if (!this.session.brandState) throw new Error('There is no brand on the platform audience, nor for staff before they signed in');
    return this.session.brandState;
  }

  get audience(): Audience {
    return this.scope.audience;
  }

  get now(): Date {
    return this.session.now;
  }

  get language(): string {
    return this.scope.language ?? 'en';
  }

  /** The brand was changed while a query ran: its answer is not to be used. */
  get isStale(): boolean {
    return this.session.stale;
  }

  async repo<E extends ObjectLiteral>(entity: Parameters<Context['repo']>[0]): Promise<Repository<E>> {
    if (this.isOver) return rejectedAsOver();
    const transaction = this.open();
    return repositoryOn(this.platform, (text, values) => (this.maySend() ? transaction.query({ text, values: values as unknown[] }, this.blame) : rejectedAsOver()), entity) as Promise<Repository<E>>;
  }

  can(permission: Permission): boolean {
    return mayCall(this.scope.actor, permission);
  }

  use<T>(token: ServiceToken<T>): T {
    const key = `${token.module}/${token.name}`;
    if (!this.services.has(key)) this.services.set(key, this.provided(key));
    return this.services.get(key) as T;
  }

  private provided(key: string): unknown {
    if (this.platform.services.has(key)) return this.platform.services.get(key)?.(this);
    const provider = this.platform.registry.services.get(key);
    if (!provider) throw new Error(`No installed module provides ${key}`);
    if (!this.isShown(provider.module.id)) throw new Error(`${provider.module.id} is not enabled for this brand`);
    return provider.value.create(this);
  }

  extensions<T>(point: ExtensionPoint<T>): readonly T[] {
    return this.platform.registry.extensions(point.module, point.name).filter(({ module }) => point.always === true || (point.reads === true ? this.isShown(module.id) : this.isEnabled(module.id))).map(({ value }) => value.value as T);
  }

  async settings<S>(definition: SettingsDefinition<S>): Promise<S> {
    return definition.schema.parse(this.brandState.switches.get(definition.module)?.settings ?? {});
  }

  async cached<T>(key: string, read: (ctx: Context) => Promise<T>): Promise<T> {
    const { transaction, mode, hasWritten } = this.session;
    // An attempt to write is condemned, and made again, when the brand turns out to be another: it need not wait to know.
    if (mode === 'write' && !transaction) this.session.hasTrusted = true;
    const revision = (transaction && mode === 'read' ? (await transaction.entered).revision : null) ?? this.brand.revision;
    const value = await this.platform.brands.cached(this.brand.id, revision, key, async () => ({ value: await this.platform.aside(this.brand.id, read) })).catch((error: unknown) => {
      if (error instanceof StaleBrand) return null;
      throw error;
    });
    if (value !== null) return value.value;
    // What was written stands, whatever the brand became meanwhile: its answer is read as its snapshot has it.
    if (mode === 'read' && hasWritten) return read(this);
    throw this.staleness();
  }

  about(id: string): void {
    this.session.audit.about(id);
  }

  accessed(memberIds: readonly string[], fields: readonly string[]): void {
    this.session.audit.accessed(this.scope, memberIds, fields);
  }

  load<K, V>(loader: Loader<K, V>, key: K): Promise<V> {
    let batches = this.loaders.get(loader);
    if (!batches) {
      const options = loader.cacheKey ? { cacheKeyFn: loader.cacheKey as (key: unknown) => unknown } : {};
      batches = new DataLoader<unknown, unknown>((keys) => loader.batch(this, keys as readonly K[]), options);
      this.loaders.set(loader, batches);
    }
    return batches.load(key) as Promise<V>;
  }

  prefetch(type: string, id: string, info: GraphQLResolveInfo, path: readonly string[] = []): void {
    for (const field of selectedFields(info, path)) {
      const found = this.platform.registry.prefetches.get(`${type}.${field}`);
      if (found && this.isShown(found.module.id)) this.load(found.value.loader, id).catch(() => undefined);
    }
  }

  async node(id: string): Promise<object | null> {
    const found = this.platform.registry.nodes.get(prefixOf(id));
    const uuid = found && readId(found.value.prefix, id);
    if (!found || !uuid || !this.isShown(found.module.id) || !this.can(found.value.permission)) return null;
    return this.load(this.platform.nodeLoader(found.value), uuid);
  }

  emit<P extends object>(event: EventType<P>, payload: P, about: string | null = null, options: { readonly at?: Date } = {}): void {
    if (this.isOver) throw new UnitOfWorkOver();
    this.session.events.push({ name: event.name, version: event.version, memberId: about, payload, at: options.at ?? this.now });
  }

  async react<P>(moment: Moment<P>, batch: readonly P[]): Promise<void> {
    if (batch.length === 0) return;
    const reactions = (this.platform.registry.reactions.get(moment.name) ?? []).filter(({ module }) => this.isEnabled(module.id));
    await inTheirOrder(reactions, (owned) => this.runReaction(owned, batch));
  }

  private async runReaction(owned: Owned<Reaction>, batch: readonly unknown[]): Promise<void> {
    const { module } = owned;
    const id = qualified(owned);
    if (this.session.deferred.has(id) || !this.mayReact(module)) {
      void this.sql(insertDeferredReaction(module.id, owned.value.id, owned.value.moment.name, batch));
      return;
    }
    if (module.core) return owned.value.run(this.blaming(id, null), batch as readonly never[]);
    const { reactionBudget } = this.platform;
    const statements = { left: reactionBudget.statements };
    this.mendsBuiltIns(null); // what is found afterwards, it has done
    try {
      const blocked = await withinBudget(id, budgetFor(reactionBudget, this), () => owned.value.run(this.blaming(id, statements), batch as readonly never[]), () => this.mendsBuiltIns(id));
      const spent = overspent(statements, id);
      if (spent) throw spent;
      if (blocked) this.session.reacted.set(module.id, 'BLOCKED');
    } catch (error) {
      throw this.session.transaction?.reason ? error : new ReactionFault(id, overspent(statements, id) ?? error);
    }
  }

  /** Whether there was anything to mend. @param reaction whose it is, if that is known */
  private mendsBuiltIns(reaction: string | null): boolean {
    const { builtIns, logger } = this.platform;
    if (!builtIns.haveGrown) return false;
    logger.error({ reaction, changed: builtIns.mend() }, 'something changed what all code shares: it is put back');
    return true;
  }

  /** One answer for the length of a write: half of what a plugin does for an order would be worse than none. */
  private mayReact({ id, core }: PluginDefinition): boolean {
    const { reacted, brandState } = this.session;
    if (core || !brandState) return true;
    if (!reacted.has(id)) reacted.set(id, this.platform.breakers.allows(brandState.brand.id, id) ? 'RAN' : 'LEFT');
    return reacted.get(id) !== 'LEFT';
  }

  /** The same unit of work, with `id` named in the errors of its statements. */
  private blaming(id: string, budget: StatementBudget | null): RequestContext {
    return Object.create(this, { blame: { value: id }, budget: { value: budget }, loaders: { value: new Map() }, services: { value: new Map() } }) as RequestContext;
  }

  async enqueue<P extends object>(task: TaskDefinition<P>, payload: P): Promise<void> {
    await this.sql(enqueueTask(task.id, this.brand.id, payload));
  }

  withinLimit(module: string, limit: string, used: number): void {
    const allowed = this.brandState.planLimits[module]?.[limit];
    if (allowed === undefined || used <= allowed) return;
    const description = this.platform.registry.module(module)?.limits?.[limit]?.description ?? limit;
    reject(new PlanLimitExceededError({ en: `The plan grants ${allowed}: ${description}`, 'zh-TW': `方案上限為 ${allowed}:${description}` }, allowed, used));
  }

  once<T>(key: string, make: () => Promise<T>): Promise<T> {
    if (this.isOver) return rejectedAsOver();
    let value = this.session.onces.get(key) as Promise<T> | undefined;
    if (!value) this.session.onces.set(key, (value = make()));
    return value;
  }

  attempt<T>(work: () => Promise<T>): Promise<T | Rejection> {
    const events = [...this.session.events];
    return undoable(this, work, () => {
      // What was made before may have been changed since (a ledger in memory): it is made anew, from what is left.
      Object.assign(this.session, { events, onces: new Map() });
      this.forgetLoaded();
    });
  }

  seal(purpose: string, value: Json): string {
    return this.platform.tokens.seal(`${this.scope.brandId ?? NO_BRAND}|${purpose}`, value);
  }

  unseal(purpose: string, token: string): Json | null {
    return this.platform.tokens.unseal(`${this.scope.brandId ?? NO_BRAND}|${purpose}`, token);
  }

  rehearse<T>(work: (ctx: Context) => Promise<T>): Promise<T> {
    return this.platform.rehearse(this.scope, work, this.traffic);
  }

  restart(reason: string): never {
    throw new Restart(reason);
  }

  /** Acts for the brand, or is suspended: then what it knows can be read. */
  private isShown(module: string): boolean {
    return this.isEnabled(module) || (this.session.brandState?.shown.has(module) ?? false);
  }

  private isEnabled(module: string): boolean {
    return this.session.brandState ? this.brand.modules.has(module) : (this.platform.registry.module(module)?.core ?? false);
  }
}
