import type { Actor, Statement } from '@regulars/plugin-sdk';
import type DataLoader from 'dataloader';
import { insertAudit } from './audit/audit.statements';
import type { AuditTrail } from './audit/audit-trail';
import { type BrandState, NO_BRAND } from './brands';
import { rejectedAsOver, StaleBrand } from './failures';
import { insertEvents } from './outbox.statements';
import type { PlatformRuntime } from './platform';
import type { StatementBudget } from './reaction-budget';
import { newSession, type Session } from './request-session';
import type { Scope } from './runtime';
import { type Entered, Lease, noTraffic, type Traffic, Transaction } from './unit-of-work';

/**
 * The life of one request's unit of work: when a transaction is begun, what travels with its commit, what is
 * forgotten between two attempts to write, and when the connection goes back.
 */
export abstract class RequestLife {
  protected loaders = new Map<unknown, DataLoader<unknown, unknown>>();
  protected services = new Map<string, unknown>();
  /** Named in errors of statements sent through this context. */
  protected readonly blame: string | undefined = undefined;
  /** What a reaction may still send through this context; null for everybody else. */
  protected readonly budget: StatementBudget | null = null;
  /** The attempt to write that this context is for; null for the request's own. */
  private readonly turn: number | null = null;
  readonly session: Session;

  constructor(readonly platform: PlatformRuntime, scope: Scope, brandState: BrandState | null, readonly traffic: Traffic = noTraffic()) {
    this.session = newSession(scope, brandState, platform.clock.now(brandState?.clockOffset));
  }

  /** Whose unit of work it is; after a sign-in, the subject's. */
  get scope(): Scope {
    return this.session.scope;
  }

  get actor(): Actor {
    return this.scope.actor;
  }

  sql<R>(statement: Statement<R>): Promise<R[]> {
    return this.maySend() ? this.open().sql(statement, this.blame) : rejectedAsOver();
  }

  /** Counts the statement that asks. */
  protected maySend(): boolean {
    return !this.isOver && !(this.budget && --this.budget.left < 0);
  }

  /**
   * Nothing is sent any more through a context whose request, or whose attempt to write, has ended: a branch that
   * still runs must reach neither the next attempt's transaction nor a new connection.
   */
  protected get isOver(): boolean {
    return this.session.ended || (this.turn !== null && this.turn !== this.session.turn);
  }

  /** The transaction in progress; begun when there is none. */
  protected open(): Transaction {
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
  async beginWrite(deferred: ReadonlySet<string>): Promise<this> {
    await this.endTransaction();
    Object.assign(this.session, { mode: 'write', events: [], onces: new Map(), deferred, stale: false, hasTrusted: false, changesBrand: false, afterCommit: [] });
    this.session.now = this.scope.now ?? this.platform.clock.now(this.session.brandState?.clockOffset);
    this.forgetLoaded();
    return Object.create(this, { turn: { value: ++this.session.turn }, loaders: { value: new Map() }, services: { value: new Map() } }) as this;
  }

  protected staleness(): Error {
    this.session.stale = true;
    return new StaleBrand();
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

  /** What is left of the request is done as somebody else, whoever signed in with the write before: it still comes from where it came from. */
  async become(scope: Scope): Promise<void> {
    const { brandId } = scope;
    const brandState = brandId === null ? null : await this.platform.brands.state(brandId);
    const { language, address } = this.scope;
    Object.assign(this.session, { scope: { ...scope, ...(language !== undefined && { language }), ...(address !== undefined && { address }) }, brandState, now: this.platform.clock.now(brandState?.clockOffset) });
  }

  /** Answers why the attempt was condemned, if it was, and which statement failed first, if one did. */
  async rollbackWrite(): Promise<{ readonly condemned: Error | null; readonly failure: unknown }> {
    const { transaction, hasTrusted } = this.session;
    let broken: Error | undefined;
    await transaction?.rollback().catch((error: Error) => { broken = error; });
    if (broken) await this.dropLease(broken);
    this.afterWrite();
    // Where nothing was asked, nothing has told that the brand is another by now.
    const isOutdated = !transaction && hasTrusted && (await this.isOutdated());
    return { condemned: isOutdated ? this.staleness() : (transaction?.reason ?? null), failure: transaction?.firstFailure()?.error };
  }

  private async isOutdated(): Promise<boolean> {
    const { brandId } = this.scope;
    return brandId !== null && (await this.platform.brands.reread(brandId)).brand.revision !== this.session.brandState?.brand.revision;
  }

  private afterWrite(): void {
    Object.assign(this.session, { transaction: null, mode: 'read', events: [], onces: new Map(), turn: this.session.turn + 1 });
    this.session.audit.takeRow();
    this.forgetLoaded();
  }

  protected forgetLoaded(): void {
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

  /** Statements of its own (not of what it rehearsed) would have noticed that the brand was changed. */
  get hasAsked(): boolean {
    return this.session.lease !== null;
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
