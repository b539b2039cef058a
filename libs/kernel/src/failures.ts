import { Rejection } from '@regulars/plugin-sdk';

/** The brand changed since this process last looked: nothing was done, look again and begin again. */
export class StaleBrand extends Error {
  constructor() {
    super('The brand was changed meanwhile');
  }
}

/** Nobody of this id is, or ever was, a brand here. */
export class UnknownBrand extends Error {
  constructor(id: string) {
    super(`There is no brand ${id}`);
  }
}

/** A branch went on after the unit of work it belonged to. */
export class UnitOfWorkOver extends Error {
  constructor() {
    super('The unit of work is over: nothing can be sent any more');
  }
}

/** Handled already: whoever still runs when all is over need not be waited for. */
export function rejectedAsOver(): Promise<never> {
  const rejection = Promise.reject<never>(new UnitOfWorkOver());
  rejection.catch(() => undefined);
  return rejection;
}

/** A unit of work asked to begin again. */
export class Restart extends Error {}

/** What was rehearsed came to its end, and is rolled back. */
export class Rehearsed extends Error {
  constructor(readonly answer: unknown) {
    super('It was rehearsed');
  }
}

/** The idempotency key was used before: what is being done must not be done. */
export class Replay extends Error {
  constructor() {
    super('The idempotency key was used before');
  }
}

/** A plugin's reaction failed: the cause may run without it. */
export class ReactionFault extends Error {
  constructor(readonly reaction: string, override readonly cause: unknown) {
    super(`The reaction ${reaction} failed: ${cause instanceof Error ? cause.message : String(cause)}`);
  }

  get plugin(): string {
    return this.reaction.slice(0, this.reaction.lastIndexOf('.'));
  }
}

const CONFLICTS = new Set(['40001', '40P01']); // serialization_failure, deadlock_detected

/** Would the same unit of work, run again from the beginning, have a chance? */
export const isConflict = (error: unknown): boolean => error instanceof Restart || CONFLICTS.has((error as { code?: string }).code ?? '');

/** An answer of ours, no fault of a statement. */
export const isDecision = (error: unknown): boolean =>
  error instanceof Rejection || error instanceof ReactionFault || error instanceof Restart || error instanceof StaleBrand || error instanceof Replay;
