import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { BRAND, idOf } from './fill';

/** A query from being sent until it was answered, in ms of this process. */
export interface Sent {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Why it failed; null: it did not. */
  readonly failure: string | null;
}

type Ask = (name: string, sql: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

/** What a till and the people at the desk ask and write, by statements of the oldest release. */
const WORK: readonly ((ask: Ask, member: string, serial: number) => Promise<unknown>)[] = [
  (ask, member) => ask('member', 'SELECT id, number, status, name, joined_at, version FROM member.member WHERE id = $1', [member]),
  (ask, member) => ask('identities', 'SELECT kind, value_sealed FROM member.identity WHERE member_id = $1', [member]),
  (ask, member) => ask('orders', `SELECT o.id, o.net, l.sku FROM "order"."order" o JOIN "order".line l ON l.order_id = o.id WHERE o.member_id = $1 ORDER BY o.business_date DESC LIMIT 20`, [member]),
  (ask, member) => ask('balance', 'SELECT balance, pending, debt FROM points.wallet_balance WHERE member_id = $1', [member]),
  (ask, member) => ask('entries', 'SELECT id, kind, points FROM points.entry WHERE member_id = $1 ORDER BY number DESC LIMIT 20', [member]),
  (ask, member) => ask('timeline', 'SELECT id, name, payload FROM platform.event WHERE member_id = $1 ORDER BY xid DESC, id DESC LIMIT 20', [member]),
  sell,
  join,
];

async function sell(ask: Ask, member: string, serial: number): Promise<void> {
  const order = idOf(serial);
  await ask('claim', `INSERT INTO platform.idempotency (caller, operation, key, arguments_hash) VALUES ('load', 'orderUpsert', $1, '')`, [order]);
  await ask('lock', 'SELECT * FROM member.lock_members($1::jsonb, $2::uuid[])', [JSON.stringify([{ kind: 'ID', value: member }]), []]);
  await ask('order', `INSERT INTO "order"."order" (id, source, external_id, revision, status, member_id, channel, placed_at, updated_at, business_date, gross, discount, refunded, net, paid_with_points, counts, announced)
    VALUES ($1::uuid, 'load', $1::text, 1, 'PAID', $2, 'POS', platform.current_now(), platform.current_now(), platform.current_now()::date, 500, 0, 0, 500, 0, true, true)`, [order, member]);
  await ask('line', `INSERT INTO "order".line (order_id, number, sku, quantity, refunded_quantity, unit_price, gross, discount, refunded, net, paid_with_points) VALUES ($1, 1, 'SKU', 1, 0, 500, 500, 0, 0, 500, 0)`, [order]);
  const [wallet] = await ask('wallet', 'UPDATE points.wallet SET total = total + 5, lifetime_earned = lifetime_earned + 5, entry_count = entry_count + 1 WHERE member_id = $1 RETURNING entry_count, total', [member]);
  await ask('lot', 'INSERT INTO points.lot (id, member_id, order_id, quantity, remaining, earned_at, active_at) VALUES ($1, $2, $1, 5, 5, platform.current_now(), platform.current_now())', [order, member]);
  await ask('entry', `INSERT INTO points.entry (id, member_id, number, kind, points, balance_after, at, order_id, allocations, explanation) VALUES ($1, $2, $3, 'EARN', 5, $4, platform.current_now(), $1, '[]', '{}')`, [order, member, wallet?.entry_count, wallet?.total]);
  await ask('event', `INSERT INTO platform.event (name, member_id, payload, actor) VALUES ('order.paid', $1, '{}', 'load')`, [member]);
}

async function join(ask: Ask, _: string, serial: number): Promise<void> {
  const id = idOf(serial);
  await ask('join', `INSERT INTO member.member (id, number, name, name_key) VALUES ($1::uuid, $1::text, 'New', 'new')`, [id]);
  await ask('identity', `INSERT INTO member.identity (id, member_id, kind, value_index, value_sealed) VALUES ($1::uuid, $1, 'PHONE', sha256($1::text::bytea), '')`, [id]);
  await ask('consent', `INSERT INTO member.consent (id, member_id, purpose, channel, granted, source) VALUES ($1, $1, 'MARKETING', 'EMAIL', true, 'load')`, [id]);
}

const CLIENTS = 4;
const PAUSE_MS = 15;
/** New rows are numbered from here. */
const NEW = 1_000_000_000;

/** A few people at work, one request after the other, until told to stop: statements prepared by name, as the product's are. */
export class Load {
  readonly sent: Sent[] = [];
  private readonly clients: Promise<void>[];
  private isOver = false;
  private serial: number;

  constructor(private readonly appUrl: string, private readonly rows: number, turn: number) {
    this.serial = NEW * (turn + 1);
    this.clients = Array.from({ length: CLIENTS }, (_, client) => this.work(client));
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.clients);
  }

  private async work(client: number): Promise<void> {
    const connection = new Client({ connectionString: this.appUrl });
    await connection.connect();
    for (let turn = client; !this.isOver; turn++) {
      await this.request(connection, WORK[turn % WORK.length] as (typeof WORK)[number], (turn * 7919 + client * 104_729) % this.rows + 1);
      await sleep(PAUSE_MS);
    }
    await connection.end();
  }

  private async request(connection: Client, work: (typeof WORK)[number], member: number): Promise<void> {
    try {
      await this.timed(connection, 'begin', 'BEGIN');
      await this.timed(connection, 'enter', 'SELECT * FROM platform.enter($1, NULL, false)', [BRAND]);
      await work((name, sql, values) => this.timed(connection, name, sql, values), idOf(member), this.serial++);
      await this.timed(connection, 'commit', 'COMMIT');
    } catch {
      await connection.query('ROLLBACK'); // Why is written down with the query.
    }
  }

  private async timed(connection: Client, name: string, sql: string, values: readonly unknown[] = []): Promise<readonly Record<string, unknown>[]> {
    const from = performance.now();
    let failure: string | null = null;
    try {
      return (await connection.query<Record<string, unknown>>({ name, text: sql, values: [...values] })).rows;
    } catch (error) {
      failure = (error as Error).message;
      throw error;
    } finally {
      this.sent.push({ name, from, to: performance.now(), failure });
    }
  }
}
