import { defineEvent } from '@regulars/plugin-sdk';

/** A member is asked to answer. Public ids. */
export interface SurveyInvitedPayload {
  readonly surveyId: string;
  /** The order it is asked about. */
  readonly orderId: string;
}

/** A member has answered to the end. What they answered stands in no event. Public ids. */
export interface SurveyCompletedPayload {
  readonly surveyId: string;
  readonly responseId: string;
  readonly version: number;
  /** Code of a quiz's outcome. */
  readonly outcome: string | null;
}

export const SurveyInvited = defineEvent<SurveyInvitedPayload>('survey.invited');
export const SurveyCompleted = defineEvent<SurveyCompletedPayload>('survey.completed');
