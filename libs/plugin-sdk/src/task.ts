import type { Brand, Context } from './context';

/** What background work of one brand runs with: as many transactions as it needs, one after the other or a few beside each other. */
export interface TaskRun {
  readonly brand: Brand;
  /** Ends the work early when the process shuts down; the task runs again from where it recorded to be. */
  readonly signal: AbortSignal;
  transaction<T>(work: (ctx: Context) => Promise<T>): Promise<T>;
  /** As `transaction`, and for the few seconds after `signal`, too: to write down what somebody outside has answered and cannot be asked again. */
  conclude<T>(work: (ctx: Context) => Promise<T>): Promise<T>;
  /** COPY into a table, under the brand's row-level security; each row is the values of `columns`. */
  copy(table: string, columns: readonly string[], rows: AsyncIterable<readonly unknown[]>): Promise<void>;
}

/** Background work, at least once: it must be able to go on after a crash at any line. */
export interface TaskDefinition<P extends object = object> {
  /** Identifies the task in the queue: never rename it. */
  readonly id: string;
  readonly run: (work: TaskRun, payload: P) => Promise<void>;
}

export const defineTask = <P extends object>(id: string, run: TaskDefinition<P>['run']): TaskDefinition<P> =>
  Object.freeze({ id, run });
