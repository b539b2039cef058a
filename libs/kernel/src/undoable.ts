import { type Context, Rejection, statement } from '@regulars/plugin-sdk';

const SAVEPOINT = statement('platform.savepoint', 'SAVEPOINT attempt');
const ROLLBACK_TO = statement('platform.rollback-to', 'ROLLBACK TO SAVEPOINT attempt');
const RELEASE = statement('platform.release', 'RELEASE SAVEPOINT attempt');

/** Does `work` under a savepoint; when it rejects, the database goes back to it, `undo` does the same for memory, and the rejection is answered. */
export async function undoable<T>(ctx: Pick<Context, 'sql'>, work: () => Promise<T>, undo: () => void): Promise<T | Rejection> {
  void ctx.sql(SAVEPOINT());
  try {
    const result = await work();
    void ctx.sql(RELEASE());
    return result;
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    void ctx.sql(ROLLBACK_TO());
    void ctx.sql(RELEASE());
    undo();
    return error;
  }
}
