import { Direction, statement } from '@regulars/plugin-sdk';

export interface DeliveryRow {
  readonly id: string;
  readonly tap_id: string;
  readonly event_id: string;
  readonly name: string;
  readonly state: 'PENDING' | 'DELIVERED' | 'DEAD';
  readonly attempts: number;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly due_at: Date;
  readonly created_at: Date;
  readonly finished_at: Date | null;
}

const COLUMNS = 'd.id, d.tap_id, d.event_id, d.name, d.state, d.attempts, d.last_status, d.last_error, d.due_at, d.created_at, d.finished_at';

/** What is told of an endpoint that is gone is gone with it. */
export const selectDeliveries = statement<DeliveryRow, [readonly string[]]>('webhook.deliveries', `
  SELECT ${COLUMNS} FROM platform.tap_delivery AS d JOIN webhook.endpoint AS e ON e.id = d.tap_id WHERE d.id = ANY($1::uuid[])`);

/** Of one endpoint, newest first. */
export const deliveryList = {
  name: 'webhook.delivery-list',
  select: COLUMNS,
  from: 'platform.tap_delivery AS d',
  parent: 'd.tap_id',
  id: { expression: 'd.id', type: 'uuid', direction: Direction.DESC },
} as const;

/** One that is under way is left to its try. */
export const deliverAgain = statement<{ id: string }, [id: string]>('webhook.deliver-again', `
  UPDATE platform.tap_delivery SET state = 'PENDING', attempts = CASE WHEN claimed_by IS NULL THEN 0 ELSE attempts END, crashes = 0, due_at = clock_timestamp(), finished_at = NULL
  WHERE id = $1 RETURNING id`);

export const findEvent = statement<{ id: string; name: string }, [id: string]>('webhook.event', 'SELECT id, name FROM platform.event WHERE id = $1 AND member_id IS NOT NULL');
export const databaseTime = statement<{ now: Date }>('webhook.database-time', 'SELECT clock_timestamp() AS now');
