import { newUuid, type Sessions, type SessionSubject, type SessionTokens } from '@regulars/plugin-sdk';
import type { RequestContext } from '../request-context';
import type { Scope } from '../runtime';
import * as sql from './session.statements';
import { isWellFormed, newToken, TOKEN_PREFIX, tokenHash } from './tokens';

interface Pair {
  readonly accessId: string;
  readonly access: string;
  readonly refresh: string;
}

/** Sessions of callers who signed in; bound to one unit of work, in whose transaction they are opened and ended. */
export class SessionsOf implements Sessions {
  constructor(private readonly ctx: RequestContext) {}

  async open(subject: SessionSubject, { secondFactor } = { secondFactor: false }): Promise<SessionTokens> {
    const session = newUuid();
    const pair = newPair(session);
    const opened = sql.openSession(session, subject.kind, subject.brandId, subject.id, subject.accountId, pair.accessId, tokenHash(pair.access), tokenHash(pair.refresh), secondFactor);
    return this.issued(pair, await this.ctx.sql(opened), subject, session);
  }

  async refresh(refreshToken: string, other?: (accountId: string) => Promise<SessionSubject | null>): Promise<SessionTokens | null> {
    if (!isWellFormed(refreshToken)) return null;
    const { audience } = this.ctx;
    const old = tokenHash(refreshToken);
    const [session] = audience === 'platform' ? [] : await this.ctx.sql(sql.sessionToRefresh(old, audience));
    if (!session) return null;
    const { account_id: accountId } = session;
    const same = { kind: audience, id: session.subject_id, brandId: session.brand_id, accountId } as SessionSubject;
    const subject = other && accountId !== null ? await other(accountId) : same;
    if (!subject) return null;
    if (subject.accountId !== accountId || subject.kind !== audience) throw new Error('A session stays with the account that opened it');
    const pair = newPair(session.id);
    const refreshed = sql.refreshSession(old, subject.brandId, subject.id, pair.accessId, tokenHash(pair.access), tokenHash(pair.refresh));
    return this.issued(pair, await this.ctx.sql(refreshed), subject, session.id);
  }

  async end(): Promise<void> {
    const { sessionId } = this.ctx.actor;
    if (sessionId === null) return;
    await this.ctx.sql(sql.endSession(sessionId));
    this.forget(({ actor }) => actor.sessionId === sessionId);
  }

  async endAll({ id, accountId }: Pick<SessionSubject, 'id' | 'accountId'>): Promise<void> {
    await this.ctx.sql(sql.endSessions(id, accountId));
    // Which subjects are of the account is not known here: whoever signed in is asked for again.
    this.forget(({ actor }) => actor.sessionId !== null && (accountId !== null || actor.id === id));
  }

  private issued({ access, refresh }: Pair, [row]: readonly { readonly expires_at: Date }[], subject: SessionSubject, sessionId: string): SessionTokens {
    if (!row) throw new Error('The session was not written');
    const { ctx } = this;
    ctx.afterCommit(async () => {
      const scope = await ctx.platform.credentials.ofSubject(subject, sessionId);
      if (scope) await ctx.become(scope);
    });
    return { accessToken: access, refreshToken: refresh, expiresAt: row.expires_at };
  }

  /** This process knows at once, the others when they ask the next time. */
  private forget(isEnded: (scope: Scope) => boolean): void {
    const { credentials } = this.ctx.platform;
    this.ctx.afterCommit(() => credentials.forget(isEnded));
  }
}

function newPair(session: string): Pair {
  const accessId = newUuid();
  return { accessId, access: newToken(TOKEN_PREFIX.access, accessId), refresh: newToken(TOKEN_PREFIX.refresh, session) };
}
