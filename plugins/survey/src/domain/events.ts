import { defineEvent } from '@regulars/plugin-sdk';

/** A member has answered to the end. What they answered stands in no event. */
export interface SurveyCompletedPayload {
  readonly surveyId: string;
  readonly responseId: string;
  readonly version: number;
  /** Code of a quiz's outcome. */
  readonly outcome: string | null;
}

export const SurveyCompleted = defineEvent<SurveyCompletedPayload>('survey.completed');
