import { defineEvent } from '@regulars/plugin-sdk';

/** Public ids. */
export interface StampCardPayload {
  readonly cardId: string;
  readonly programId: string;
}

/** Stamps came to a member's card. */
export interface StampAddedPayload extends StampCardPayload {
  readonly stamps: number;
}

export interface StampCardNearlyFullPayload extends StampCardPayload {
  /** Stamps missing to a full card. */
  readonly remaining: number;
}

export interface MissionStepDonePayload extends StampCardPayload {
  readonly step: string;
  readonly stage: number;
}

export const StampAdded = defineEvent<StampAddedPayload>('stamp.added');
/** Once for a card. */
export const StampCardNearlyFull = defineEvent<StampCardNearlyFullPayload>('stamp-card.nearly-full');
export const StampCardCompleted = defineEvent<StampCardPayload>('stamp-card.completed');
export const StampCardExpired = defineEvent<StampCardPayload>('stamp-card.expired');
export const MissionStepDone = defineEvent<MissionStepDonePayload>('mission-step.done');
