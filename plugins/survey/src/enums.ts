export enum SurveyState {
  DRAFT = 'DRAFT',
  LIVE = 'LIVE',
  CLOSED = 'CLOSED',
}

export enum SurveyQuestionKind {
  SINGLE = 'SINGLE',
  MULTI = 'MULTI',
  RATING = 'RATING',
  NPS = 'NPS',
  TEXT = 'TEXT',
  DATE = 'DATE',
  NUMBER = 'NUMBER',
  MATRIX = 'MATRIX',
}

export enum SurveyOperator {
  EQ = 'EQ',
  NE = 'NE',
  IN = 'IN',
  INCLUDES = 'INCLUDES',
  GT = 'GT',
  GTE = 'GTE',
  LT = 'LT',
  LTE = 'LTE',
  ANSWERED = 'ANSWERED',
}

export enum SurveyResponseState {
  STARTED = 'STARTED',
  COMPLETED = 'COMPLETED',
  ABANDONED = 'ABANDONED',
}
