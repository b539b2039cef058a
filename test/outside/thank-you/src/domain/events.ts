import { defineEvent } from '@regulars/plugin-sdk';

/** Integrators read this: public ids, and nothing personal. */
export interface ThankYouWrittenPayload {
  readonly cardId: string;
}

export const ThankYouWritten = defineEvent<ThankYouWrittenPayload>('thank-you.written');
