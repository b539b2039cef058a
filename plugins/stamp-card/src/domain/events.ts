import { defineEvent } from '@regulars/plugin-sdk';

/** Stamps came to a member's card. */
export interface StampAddedPayload {
  /** Public id of the card that took the last of them. */
  readonly cardId: string;
  readonly programId: string;
  readonly stamps: number;
}

export interface StampCardCompletedPayload {
  readonly cardId: string;
  readonly programId: string;
}

export const StampAdded = defineEvent<StampAddedPayload>('stamp.added');
export const StampCardCompleted = defineEvent<StampCardCompletedPayload>('stamp-card.completed');
