import type { Actor, Audience, Brand, Context, EventType, ExtensionPoint, Json, Loader, Moment, Permission, Reaction, ServiceToken, SettingsDefinition, Statement, TaskDefinition } from '@regulars/plugin-sdk';
import { newUuid, PlanLimitExceededError, prefixOf, readId, reject, type Rejection } from '@regulars/plugin-sdk';
import DataLoader from 'dataloader';
import type { GraphQLResolveInfo } from 'graphql';
import type { ObjectLiteral, Repository } from 'typeorm';
import { insertAudit } from './audit/audit.statements';
import type { AuditTrail } from './audit/audit-trail';
import { type BrandState, NO_BRAND } from './brands';
import { ReactionFault, rejectedAsOver, Restart, StaleBrand, UnitOfWorkOver } from './failures';
import { enqueueTask, insertDeferredReaction, insertEvents } from './outbox.statements';
import type { PlatformRuntime } from './platform';
import { inTheirOrder } from './reaction-order';
import { type Owned, qualified } from './registry';
import { newSession, type Session } from './request-session';
import { mayCall } from './rights';
import type { Scope } from './runtime';
import { selectedFields } from './selection';
import { undoable } from './undoable';
import { repositoryOn } from './type-orm';
import { type Entered, Lease, noTraffic, type Traffic, Transaction } from './unit-of-work';

/** The context of one request: its reads share a snapshot, each of its writes is a transaction. */
export class RequestContext implements Context {
  readonly traffic: Traffic = noTraffic();
  private loaders = new Map<unknown, DataLoader<unknown, unknown>>();
  private services = new Map<string, unknown>();
  /** Named in errors of statements sent through this context. */
  private readonly blame: string | undefined = undefined;
  /** The attempt to write that this context is for; null for the request's own. */
  private readonly turn: number | null = null;
  readonly session: Session;

  constructor(readonly platform: PlatformRuntime, scope: Scope, brandState: BrandState | null) {
    this.session = newSession(scope, brandState, platform.clock.now(brandState?.clockOffset));
  }

  /** Whose unit of work it is; after a sign-in, the subject's. */
  get scope(): Scope {
    return this.session.scope;
  }

  get brand(): Brand {
    return this.brandState.brand;
  }

  get brandState(): BrandState {
    if (!this.session.brandState) throw new Error('There is no brand on the platform audience, nor for staff before they signed in');
    return this.session.brandState;
  }

  get actor(): Actor {
    return this.scope.actor;
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

  sql<R>(statement: Statement<R>): Promise<R[]> {
    if (this.isOver) return rejectedAsOver();
    return this.open().sql(statement, this.blame);
  }

  async repo<E extends ObjectLiteral>(entity: Parameters<Context['repo']>[0]): Promise<Repository<E>> {
    if (this.isOver) return rejectedAsOver();
    const transaction = this.open();
    return repositoryOn(this.platform, (text, values) => transaction.query({ text, values: values as unknown[] }, this.blame), entity) as Promise<Repository<E>>;
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
    if (!this.isEnabled(provider.module.id)) throw new Error(`${provider.module.id} is not enabled for this brand`);
    return provider.value.create(this);
  }

  extensions<T>(point: ExtensionPoint<T>): readonly T[] {
    return this.platform.registry.extensions(point.module, point.name).filter(({ module }) => point.always === true || this.isEnabled(module.id)).map(({ value }) => value.value as T);
  }

  async settings<S>(definition: SettingsDefinition<S>): Promise<S> {
    return definition.schema.parse(this.brandState.switches.get(definition.module)?.settings ?? {});
  }

  async cached<T>(key: string, read: (ctx: Context) => Promise<T>): Promise<T> {
    const { transaction, mode, hasWritten } = this.session;
    // An attempt to write is condemned, and made again, when the brand turns out to be another: it need not wait to know.
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

  private staleness(): Error {
    this.session.stale = true;
    return new StaleBrand();
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
      if (found && this.isEnabled(found.module.id)) this.load(found.value.loader, id).catch(() => undefined);
    }
  }

  async node(id: string): Promise<object | null> {
    const found = this.platform.registry.nodes.get(prefixOf(id));
    const uuid = found && readId(found.value.prefix, id);
    if (!found || !uuid || !this.isEnabled(found.module.id) || !this.can(found.value.permission)) return null;
    return this.load(this.platform.nodeLoader(found.value), uuid);
  }

  emit<P extends object>(event: EventType<P>, payload: P, about: string | null = null, options: { readonly at?: Date } = {}): void {
    if (this.isOver) throw new UnitOfWorkOver();
    this.session.events.push({ id: newUuid(), name: event.name, version: event.version, memberId: about, payload, at: options.at ?? this.now });
  }

  async react<P>(moment: Moment<P>, batch: readonly P[]): Promise<void> {
    if (batch.length === 0) return;
    const reactions = (this.platform.registry.reactions.get(moment.name) ?? []).filter(({ module }) => this.isEnabled(module.id));
    await inTheirOrder(reactions, (owned) => this.runReaction(owned, batch));
  }

  private async runReaction(owned: Owned<Reaction>, batch: readonly unknown[]): Promise<void> {
    const id = qualified(owned);
    if (this.session.deferred.has(id)) {
      void this.sql(insertDeferredReaction(owned.module.id, owned.value.id, owned.value.moment.name, batch));
      return;
    }
    try {
      await owned.value.run(this.blaming(id), batch as readonly never[]);
    } catch (error) {
      throw owned.module.core || this.session.transaction?.reason ? error : new ReactionFault(id, error);
    }
  }

  /** The same unit of work, with `id` named in the errors of its statements. */
  private blaming(id: string): RequestContext {
    return Object.create(this, { blame: { value: id }, loaders: { value: new Map() }, services: { value: new Map() } }) as RequestContext;
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
    return this.platform.rehearse(this.scope, work);
  }

  restart(reason: string): never {
    throw new Restart(reason);
  }

  private isEnabled(module: string): boolean {
    return this.session.brandState ? this.brand.modules.has(module) : (this.platform.registry.module(module)?.core ?? false);
  }

  // ------------------------------------------------------------------ the life of the unit of work

  /**
   * Nothing is sent any more through a context whose request, or whose attempt to write, has ended: a branch that
   * still runs must reach neither the next attempt's transaction nor a new connection.
   */
  private get isOver(): boolean {
    return this.session.ended || (this.turn !== null && this.turn !== this.session.turn);
  }

  /** The transaction in progress; begun when there is none. */
  private open(): Transaction {
    const { session } = this;
    if (!session.transaction) {
      session.lease ??= new Lease(this.platform.app, this.traffic);
      const entry = { brandId: this.scope.brandId ?? NO_BRAND, now: session.now, operator: this.scope.audience === 'platform', readOnly: session.mode === 'read', batch: this.scope.actor.kind === 'system', stores: session.mode === 'read' ? this.storesSeen() : null };
      session.transaction = new Transaction(session.lease, entry, (entered, transaction) => this.entered(entered, transaction));
    }
    return session.transaction;
  }

  /** A write computes with whatever concerns it, and checks by itself what it was asked to change. */
  storesSeen(): readonly string[] | null {
    const { storeIds } = this.actor;
    return storeIds && [...storeIds].sort();
  }

  private entered({ databaseNow, revision, took }: Entered, transaction: Transaction): void {
    const { session } = this;
    this.platform.clock.observe(databaseNow, took);
    if (this.scope.brandId === null) return;
    if (revision === session.brandState?.brand.revision) return this.platform.brands.confirm(this.scope.brandId, revision);
    this.platform.brands.forget(this.scope.brandId);
    // What moved a clock, in transactions of its own, begins this one only to leave its audit row.
    if (session.changesBrand) return;
    if (session.mode === 'write' || !session.hasWritten) transaction.condemn(this.staleness());
  }

  /** Begins an attempt to write, and answers its context: what was read before it is forgotten. */
  async beginWrite(deferred: ReadonlySet<string>): Promise<RequestContext> {
    await this.endTransaction();
    Object.assign(this.session, { mode: 'write', events: [], onces: new Map(), deferred, stale: false, changesBrand: false, afterCommit: [] });
    this.session.now = this.scope.now ?? this.platform.clock.now(this.session.brandState?.clockOffset);
    this.forgetLoaded();
    return Object.create(this, { turn: { value: ++this.session.turn }, loaders: { value: new Map() }, services: { value: new Map() } }) as RequestContext;
  }

  /** What the request leaves to be audited. */
  get audit(): AuditTrail {
    return this.session.audit;
  }

  /** Sends what is left (events, the audit row, and `last`) and COMMIT in one go. */
  async commitWrite(last: () => void): Promise<void> {
    const { session } = this;
    if (session.events.length > 0 || session.audit.hasRow) this.open();
    await session.transaction?.commit(() => {
      if (session.events.length > 0) void this.sql(insertEvents(session.events, this.actor.id));
      const audit = session.audit.takeRow();
      if (audit) void this.sql(insertAudit(audit, this.actor));
      last();
    });
    this.afterWrite();
    session.hasWritten = true;
    if (session.changesBrand) await this.refreshBrand();
    for (const follow of session.afterCommit.splice(0)) await follow();
  }

  /** Done once, and only if, this attempt is committed; in this process, and not at all when it stops in between. */
  afterCommit(follow: () => Promise<void> | void): void {
    this.session.afterCommit.push(follow);
  }

  /** What is left of the request is done as somebody else: whoever signed in with the write before. */
  async become(scope: Scope): Promise<void> {
    const { brandId } = scope;
    const brandState = brandId === null ? null : await this.platform.brands.state(brandId);
    const { language } = this.scope;
    Object.assign(this.session, { scope: language === undefined ? scope : { ...scope, language }, brandState, now: this.platform.clock.now(brandState?.clockOffset) });
  }

  /** Answers why the attempt was condemned, if it was, and which statement failed first, if one did. */
  async rollbackWrite(): Promise<{ readonly condemned: Error | null; readonly failure: unknown }> {
    const { transaction } = this.session;
    let broken: Error | undefined;
    await transaction?.rollback().catch((error: Error) => { broken = error; });
    if (broken) await this.dropLease(broken);
    this.afterWrite();
    return { condemned: transaction?.reason ?? null, failure: transaction?.firstFailure()?.error };
  }

  private afterWrite(): void {
    Object.assign(this.session, { transaction: null, mode: 'read', events: [], onces: new Map(), turn: this.session.turn + 1 });
    this.session.audit.takeRow();
    this.forgetLoaded();
  }

  private forgetLoaded(): void {
    this.loaders.clear();
    this.services.clear();
  }

  /** This write changes the brand itself: what follows it is to see the brand anew. */
  brandChanges(): void {
    this.session.changesBrand = true;
  }

  /** Sends a statement whose answer decides whether this attempt may be committed: `judge` may condemn it. */
  decide<R>(statement: Statement<R>, judge: (rows: readonly R[]) => void): void {
    const transaction = this.open();
    transaction.awaitBeforeCommit(transaction.sql(statement).then(judge, () => undefined));
  }

  /** Nothing of this attempt may be committed. */
  condemn(reason: Error): void {
    if (!this.isOver) this.open().condemn(reason);
  }

  /** Takes the brand as it is now. */
  async refreshBrand(): Promise<void> {
    if (this.scope.brandId === null) return;
    this.platform.brands.forget(this.scope.brandId);
    this.session.brandState = await this.platform.brands.state(this.scope.brandId);
    this.session.now = this.scope.now ?? this.platform.clock.now(this.session.brandState.clockOffset);
  }

  private async endTransaction(): Promise<void> {
    const { transaction } = this.session;
    this.session.transaction = null;
    await transaction?.commit().catch(() => undefined);
  }

  private async dropLease(broken?: Error): Promise<void> {
    const { lease } = this.session;
    this.session.lease = null;
    await lease?.release(broken);
  }

  /** Nobody waits for the answer any more: what is underway fails, and nothing that was not committed remains. */
  abandon(): void {
    Object.assign(this.session, { ended: true }).lease?.abandon(new Error('Connection terminated: the request took too long'));
  }

  /** Ends the snapshot and gives the connection back; to be called once the answer is on its way. */
  async end(): Promise<void> {
    const { transaction } = this.session;
    Object.assign(this.session, { transaction: null, ended: true });
    let broken: Error | undefined;
    await transaction?.rollback().catch((error: Error) => { broken = error; });
    await this.dropLease(broken);
  }
}
