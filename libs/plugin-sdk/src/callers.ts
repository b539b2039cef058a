import type { Context, MaskKind } from './context';
import { defineExtensionPoint } from './extension-point';
import { defineService } from './service';

/** Whose session it is. Staff are `brand`'s, members are `member`'s. */
export interface SessionSubject {
  readonly kind: 'staff' | 'member';
  /** The staff member's or the member's uuid, in the brand. */
  readonly id: string;
  readonly brandId: string;
  /** The person behind a staff member, who may be staff of other brands, too. */
  readonly accountId: string | null;
}

export interface SessionTokens {
  readonly accessToken: string;
  /** Good for one refresh, which gives the next one. */
  readonly refreshToken: string;
  /** When the access token ends. */
  readonly expiresAt: Date;
}

/** What the kernel keeps of callers who signed in: the modules decide who they are, it keeps their sessions. */
export interface Sessions {
  /** Once this transaction commits, the rest of the request (the payload) is resolved as the subject. */
  open(subject: SessionSubject, shown?: { /** Whether a second factor was, elsewhere: at an identity provider. */ readonly secondFactor: boolean }): Promise<SessionTokens>;
  /**
   * The next pair, for the same subject or for one of the same account in another brand. Null when the token is
   * unknown, used before (which ends the session: two hold it), expired, or its session has ended.
   */
  refresh(refreshToken: string, other?: (accountId: string) => Promise<SessionSubject | null>): Promise<SessionTokens | null>;
  /** Ends the session of the caller. Effective everywhere within 5 s, sockets included. */
  end(): Promise<void>;
  /** Ends every session of the subject (of its account in every brand, where it has one). */
  endAll(subject: Pick<SessionSubject, 'id' | 'accountId'>): Promise<void>;
}

export const Sessions = defineService<Sessions>('platform', 'sessions');

/** What somebody who signed in may do now; asked for again every 2 seconds. */
export interface SubjectRights {
  readonly name: string;
  readonly permissions: ReadonlySet<string>;
  /** See `Actor.withheld`; none when left out. */
  readonly withheld?: ReadonlySet<string>;
  readonly storeIds: ReadonlySet<string> | null;
  readonly masks: ReadonlyMap<string, MaskKind>;
}

/** Says what the subjects of one kind may do; null when it may not call any more (deactivated, erased). */
export interface RightsSource {
  readonly kind: SessionSubject['kind'];
  readonly rightsOf: (ctx: Context, subjectId: string, sessionId: string) => Promise<SubjectRights | null>;
}

export const CallerRights = defineExtensionPoint<RightsSource>('platform', 'caller-rights');
