import type { FormattedExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { codeOf, faultFields, type ErrorCode, formatError, type Recipient } from './errors';
import type { AdmittedOperation } from './query-guard';

/** One operation on its way through the gateway: whom it answers, and what became of it. */
export class Call implements Recipient {
  readonly requestId: string;
  readonly language: string;
  /** Code of the first error; null when there is none. */
  outcome: ErrorCode | null = null;
  /** False when nothing was executed, or nothing of it is left to show. */
  hasData = false;
  /** Whether something may have been written: such a call is never run again. */
  isMutation = false;
  /** What was paid for it; null until it may run. */
  admitted: AdmittedOperation | null = null;
  /** When it makes sense to try again, in ms; null unless the caller's budget is spent. */
  retryAfterMs: number | null = null;

  constructor(recipient: Recipient, readonly raisesUserErrors: boolean, private readonly logger: Logger) {
    this.requestId = recipient.requestId;
    this.language = recipient.language;
  }

  /** A fault outside of any field. */
  fault(error: Error): void {
    this.outcome ??= 'INTERNAL';
    this.logger.error({ requestId: this.requestId, ...faultFields(error) }, 'an operation failed');
  }

  /** Errors as they leave; those that are our fault are logged. */
  format(errors: readonly GraphQLError[]): NonNullable<FormattedExecutionResult['errors']> {
    for (const error of errors) {
      const code = codeOf(error);
      this.outcome ??= code;
      if (code === 'RATE_LIMITED' && typeof error.extensions.retryAfterMs === 'number') this.retryAfterMs = error.extensions.retryAfterMs;
      if (code === 'INTERNAL' || code === 'UNAVAILABLE') this.logger.error({ requestId: this.requestId, field: error.path?.[0], ...faultFields(error) }, 'an operation failed');
    }
    return errors.map((error) => formatError(error, this));
  }
}
