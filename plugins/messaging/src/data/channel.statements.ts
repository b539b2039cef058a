import { statement } from '@regulars/plugin-sdk';

export interface ChannelRow {
  readonly code: string;
  /** Ten-thousandths of the currency's minor unit. */
  readonly unit_price: bigint;
  readonly monthly_units: number | null;
  readonly reserve_units: number;
  /** `YYYY-MM` that `used_units` is of. */
  readonly month: string;
  readonly used_units: number;
  readonly paused_until: Date | null;
  /** Whose turn it is. */
  readonly turn: string | null;
}

const COLUMNS = 'c.code, c.unit_price, c.monthly_units, c.reserve_units, c.month, c.used_units, c.paused_until, c.turn';

export const allChannels = statement<ChannelRow>('messaging.channels', `SELECT ${COLUMNS} FROM messaging.channel AS c`);

export const channelByCode = statement<ChannelRow, [code: string]>('messaging.channel', `SELECT ${COLUMNS} FROM messaging.channel AS c WHERE c.code = $1`);

export const ensureChannel = statement<never, [code: string]>('messaging.ensure-channel', `
  INSERT INTO messaging.channel (code) VALUES ($1) ON CONFLICT (brand_id, code) DO NOTHING`);

/** Who decides who is written to by it does so alone. */
export const lockChannel = statement<ChannelRow, [code: string]>('messaging.lock-channel', `SELECT ${COLUMNS} FROM messaging.channel AS c WHERE c.code = $1 FOR NO KEY UPDATE`);

export const setChannel = statement<never, [code: string, unitPrice: bigint, monthlyUnits: number | null, reserveUnits: number]>('messaging.set-channel', `
  UPDATE messaging.channel SET unit_price = $2, monthly_units = $3, reserve_units = $4 WHERE code = $1`);

/** `sender` is the run, whoever runs it; `turn` is this one time. */
export const takeTurn = statement<{ code: string }, [code: string, run: string, turn: string, seconds: number]>('messaging.take-turn', `
  UPDATE messaging.channel SET sender = $2, turn = $3, sender_until = clock_timestamp() + make_interval(secs => $4)
   WHERE code = $1 AND (sender IS NULL OR sender = $2 OR sender_until < clock_timestamp()) RETURNING code`);

export const renewTurn = statement<never, [code: string, seconds: number]>('messaging.renew-turn', `
  UPDATE messaging.channel SET sender_until = clock_timestamp() + make_interval(secs => $2) WHERE code = $1`);

export const giveTurnBack = statement<never, [code: string, turn: string]>('messaging.give-turn-back', `
  UPDATE messaging.channel SET sender = NULL, turn = NULL, sender_until = NULL WHERE code = $1 AND turn = $2`);

/** Units that are taken of a month. */
export const countUnits = statement<never, [code: string, month: string, units: number]>('messaging.count-units', `
  UPDATE messaging.channel SET used_units = CASE WHEN month = $2 THEN used_units + $3 WHEN month < $2 THEN $3 ELSE used_units END, month = greatest(month, $2) WHERE code = $1`);

/** Of a month that is over nothing is counted any more. */
export const giveUnitsBack = statement<never, [code: string, month: string, units: number]>('messaging.give-units-back', `
  UPDATE messaging.channel SET used_units = greatest(0, used_units - $3) WHERE code = $1 AND month = $2`);

/** The provider asked for it. */
export const pauseChannel = statement<never, [code: string, until: Date]>('messaging.pause-channel', `
  UPDATE messaging.channel SET paused_until = greatest(paused_until, $2) WHERE code = $1`);

/** The provider took nothing, or did not say what: it is left alone for longer and longer, up to half an hour, and for as long as it asked. Several batches that it failed at once are one trouble. */
export const noteTrouble = statement<never, [code: string, seconds: number]>('messaging.note-trouble', `
  UPDATE messaging.channel AS c SET trouble = least(c.trouble + n.new, 11),
      paused_until = greatest(c.paused_until, platform.current_now() + make_interval(secs => greatest($2::float8, n.new * least(power(2, c.trouble), 1800))))
    FROM (SELECT code, CASE WHEN paused_until > platform.current_now() THEN 0 ELSE 1 END AS new FROM messaging.channel WHERE code = $1) AS n
   WHERE c.code = n.code`);

export const noteNoTrouble = statement<never, [code: string]>('messaging.note-no-trouble', 'UPDATE messaging.channel SET trouble = 0 WHERE code = $1 AND trouble > 0');
