import { APP_ROLE, type PlatformRuntime, RELAY_ROLE } from '@regulars/kernel';
import { Client } from 'pg';

/**
 * How a statement fails: the server refuses it; the connection is cut before it is done; or, for COMMIT only, the
 * connection is cut once it is done, and nobody hears of it.
 */
export type Fault = 'REFUSED' | 'CUT' | 'UNHEARD';

export interface Strike {
  /** The how-manieth statement, from 1 on, or the COMMIT of the unit of work. */
  readonly at: number | 'COMMIT';
  readonly fault: Fault;
}

/** What was sent until the unit of work was committed or given up. */
export interface Heard {
  readonly texts: readonly string[];
  /** The statement that failed in its place; null when there was none. */
  readonly struck: string | null;
  /** Writing transactions on the connections of units of work that were committed. */
  readonly commits: number;
}

type Query = typeof Client.prototype.query;
type Connection = Client & { readonly user?: string };

const CUT = 'SELECT pg_terminate_backend(pg_backend_pid())';
const TEXTS: Readonly<Record<Fault, string>> = { REFUSED: 'SELECT 1 / 0', CUT, UNHEARD: `COMMIT; ${CUT}` };

/** What is listened to: one unit of work on every connection, or all of a work's units, without the queues that it comes from. */
export type Extent = 'UNIT' | 'WORK';

const ROLES: Readonly<Record<Extent, readonly (string | undefined)[]>> = { UNIT: [APP_ROLE, RELAY_ROLE], WORK: [APP_ROLE] };

/** All that a process says to the database, whichever of its connections it uses; one statement can be made to fail. */
export class Wire {
  private readonly query: Query = Client.prototype.query;
  private readonly ofUnits = new WeakSet<Client>();
  private readonly writing = new WeakSet<Client>();
  private isOn = false;
  private texts: string[] = [];
  private strike: Strike | null = null;
  private struck: string | null = null;
  private commits = 0;

  constructor(runtime: PlatformRuntime, private readonly extent: Extent = 'UNIT') {
    runtime.app.on('acquire', (client) => this.ofUnits.add(client as unknown as Client));
    const heard = (client: Connection, text: string): string | null => this.heard(client, text);
    const { query } = this;
    Client.prototype.query = function (this: Connection, config: { text: string }, ...rest: unknown[]) {
      const instead = ROLES[extent].includes(this.user) ? heard(this, config.text) : null;
      return (query as (...args: unknown[]) => unknown).call(this, instead === null ? config : { text: instead }, ...rest);
    } as unknown as Query;
  }

  /** @param strike one statement that fails; of a single unit of work, none after its COMMIT */
  async listen<T>(strike: Strike | null, work: () => Promise<T>): Promise<Heard & { readonly answer: T }> {
    Object.assign(this, { isOn: true, texts: [], strike, struck: null, commits: 0 });
    try {
      const answer = await work();
      return { answer, texts: this.texts, struck: this.struck, commits: this.commits };
    } finally {
      this.isOn = false;
    }
  }

  stop(): void {
    Client.prototype.query = this.query;
  }

  /** Answers what is sent instead; null: the statement itself. */
  private heard(client: Client, text: string): string | null {
    if (!this.isOn) return null;
    const isCommit = text === 'COMMIT' && this.ofUnits.has(client) && this.writing.has(client);
    if (text.startsWith('BEGIN')) this.writing[text.includes('READ ONLY') ? 'delete' : 'add'](client);
    const isOver = this.struck !== null || (this.commits > 0 && this.extent === 'UNIT');
    if (isCommit) this.commits++;
    if (isOver) return null;
    this.texts.push(text);
    const { strike } = this;
    const isHit = strike !== null && (strike.at === 'COMMIT' ? isCommit : strike.at === this.texts.length);
    if (!isHit) return null;
    this.struck = text;
    if (isCommit && strike.fault !== 'UNHEARD') this.commits--;
    return TEXTS[strike.fault];
  }
}
