import { registerEnumType } from 'type-graphql';
import { SurveyOperator, SurveyQuestionKind, SurveyResponseState, SurveyState } from '../enums';

registerEnumType(SurveyState, { name: 'SurveyState' });
registerEnumType(SurveyQuestionKind, {
  name: 'SurveyQuestionKind',
  description: 'What an answer is. SINGLE: the code of an option; MULTI: a list of them; RATING: 1 to `max`; NPS: 0 to 10; NUMBER: a whole number; TEXT: a text; DATE: a date; MATRIX: an object with the code of an option for each row.',
});
registerEnumType(SurveyOperator, { name: 'SurveyOperator', description: 'How an answer is compared. IN takes a list; INCLUDES is of MULTI; nothing but ANSWERED is of TEXT and MATRIX. Of a question that was not answered none holds.' });
registerEnumType(SurveyResponseState, { name: 'SurveyResponseState', description: 'ABANDONED: not answered within 24 hours.' });

export { SurveyOperator, SurveyQuestionKind, SurveyResponseState, SurveyState };
