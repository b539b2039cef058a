import type { Pool } from 'pg';
import { answerCommands } from '../process/commands';
import { createPool } from '../replay/replay';
import { BURNT, CODES_OF_SALE, MINOR_LINES } from '../shop/till';
import { COUPONS } from '../shop/till-shop';
import { limitCode } from '../till/set-up';
import { closedLoop, type Done } from './closed-loop';

interface PgLoad {
  readonly clients: number;
  readonly milliseconds: number;
  readonly prefix: string;
  readonly memberUuids: readonly string[];
  readonly brand: string;
}

let pool: Pool;

function setUp({ appUrl, pool: max }: { readonly appUrl: string; readonly pool: number }): void {
  pool = createPool(appUrl, max);
}

/** One function call for each quote: see till/till.sql. */
function quote({ clients, milliseconds, memberUuids, brand }: PgLoad): Promise<Done> {
  let serial = 0;
  return closedLoop(clients, milliseconds, async () => {
    await pool.query({ name: 'quote', text: 'SELECT bench.quote($1, $2, $3)', values: [brand, memberUuids[++serial % memberUuids.length], MINOR_LINES] });
  });
}

/** One function call for each sale. */
function sell({ clients, milliseconds, prefix, memberUuids, brand }: PgLoad): Promise<Done> {
  let serial = 0;
  return closedLoop(clients, milliseconds, async () => {
    const member = memberUuids[++serial % memberUuids.length] as string;
    const codes = Array.from({ length: CODES_OF_SALE }, (_, index) => limitCode(member, (serial + index) % COUPONS));
    await pool.query({ name: 'sell', text: 'SELECT sale_id, discount, balance FROM bench.sell($1, $2, $3, $4, $5, $6)', values: [brand, member, `${prefix}-${serial}`, MINOR_LINES, codes, BURNT] });
  });
}

answerCommands({ setUp, quote, sell });
