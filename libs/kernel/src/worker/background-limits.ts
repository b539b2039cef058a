import { statement } from '@regulars/plugin-sdk';

/** How long one statement of background work may take; those of requests have the role's shorter limit. */
const STATEMENT_LIMIT = '60s';

/** An expression that lengthens the limit for the rest of the transaction. */
export const LONGER_STATEMENTS = `set_config('statement_timeout', '${STATEMENT_LIMIT}', true)`;

export const allowLongerStatements = statement<never>('platform.background-limits', `SELECT ${LONGER_STATEMENTS}`);
