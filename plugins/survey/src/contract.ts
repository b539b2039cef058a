export { SurveyCompletedEvent, SurveyInvitedEvent } from './api/survey-event.type';
export { SurveyResponse } from './api/response.type';
export { Survey } from './api/survey.type';
export { SurveyCompleted, type SurveyCompletedPayload, SurveyInvited, type SurveyInvitedPayload } from './domain/events';
export { permissions as surveyPermissions } from './permissions';
