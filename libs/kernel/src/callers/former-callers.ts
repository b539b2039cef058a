import { actorOf, statement } from '@regulars/plugin-sdk';
import type { Pool } from 'pg';
import type { Scope } from '../runtime';
import { onItsOwn } from './on-its-own';
import { Recent } from './recent';
import { isAccessToken, tokenHash } from './tokens';

const UNKNOWN_FOR = 2_000; // ms
const MAX_UNKNOWN = 10_000;

interface EndedRow { brand_id: string; subject_id: string; session_id: string; ended_at: Date }

const findFormer = statement<EndedRow, [Buffer]>('platform.former-caller', 'SELECT brand_id, subject_id, session_id, ended_at FROM platform.former_caller($1)');

/**
 * Members who have left, by the access token they had. Whoever comes here was refused, so anybody may, as often as
 * they like: of one token there is one look at a time, and after one in vain none for 2 s.
 */
export class FormerCallers {
  private readonly unknown = new Recent<true>(MAX_UNKNOWN, UNKNOWN_FOR);
  private readonly looking = new Map<string, Promise<Scope | null>>();

  /** @param mayCall whether the subject of a session may call as things are now */
  constructor(private readonly pool: Pool, private readonly mayCall: (scope: Scope & { readonly brandId: string }) => Promise<boolean>) {}

  /**
   * Which member held an access token that would be good if its session had not ended; null for any other. Who is a
   * member again has not left: what was answered at the end would now show what became of them since.
   */
  async find(token: string): Promise<Scope | null> {
    if (!isAccessToken(token)) return null;
    const hash = tokenHash(token);
    const key = hash.toString('base64');
    if (this.unknown.get(key)) return null;
    let look = this.looking.get(key);
    if (!look) {
      look = this.look(key, hash).finally(() => this.looking.delete(key));
      this.looking.set(key, look);
    }
    return look;
  }

  private async look(key: string, hash: Buffer): Promise<Scope | null> {
    const asked = performance.now();
    const [row] = await onItsOwn(this.pool, { readOnly: true }, findFormer(hash));
    const scope = row && formerScope(row);
    if (scope && !(await this.mayCall(scope))) return scope;
    this.unknown.set(key, true, asked);
    return null;
  }
}

const formerScope = ({ brand_id: brandId, subject_id: id, session_id: sessionId, ended_at: endedAt }: EndedRow) =>
  ({ brandId, audience: 'member', endedAt, actor: actorOf({ kind: 'member', id, name: '', sessionId, sessionEnded: true }) }) as const;
