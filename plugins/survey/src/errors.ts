import { type InputPath, type Text, UserError } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Questions lead back to themselves: some answers would have no end.' })
export class SurveyCycleError extends UserError {
  @Field(() => [String], { description: 'Codes, each leading to the next, and the last to the first.' })
  questions: string[];

  constructor(questions: readonly string[], path?: InputPath) {
    const way = [...questions, questions[0] ?? ''].join(' → ');
    super({ en: `Questions lead in a circle: ${way}.`, 'zh-TW': `題目形成循環:${way}。` }, path);
    this.questions = [...questions];
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Nothing leads to these questions.' })
export class SurveyUnreachableError extends UserError {
  @Field(() => [String])
  questions: string[];

  constructor(questions: readonly string[], path?: InputPath) {
    super({ en: `Nothing leads to ${questions.join(', ')}.`, 'zh-TW': `無法到達題目 ${questions.join('、')}。` }, path);
    this.questions = [...questions];
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'With these answers the question is not asked, or there is no such question.' })
export class SurveyAnswerOffPathError extends UserError {
  @Field(() => String)
  question: string;

  constructor(question: string, path?: InputPath) {
    super({ en: `Question ${question} is not asked with these answers.`, 'zh-TW': `依作答內容,題目 ${question} 不在作答路徑上。` }, path);
    this.question = question;
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'A question on the way has to be answered.' })
export class SurveyAnswerMissingError extends UserError {
  @Field(() => String)
  question: string;

  constructor(question: string, path?: InputPath) {
    super({ en: `Question ${question} has to be answered.`, 'zh-TW': `題目 ${question} 必須作答。` }, path);
    this.question = question;
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'A member answers a survey once.' })
export class SurveyAlreadyAnsweredError extends UserError {
  constructor(path?: InputPath) {
    super({ en: 'The survey has been answered.', 'zh-TW': '已填寫過此問卷。' }, path);
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'It is not live: not published yet, or closed.' })
export class SurveyNotOpenError extends UserError {
  constructor(path?: InputPath) {
    super({ en: 'The survey takes no answers.', 'zh-TW': '此問卷目前未開放填寫。' }, path);
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Answers are taken for 24 hours; then it is begun anew.' })
export class SurveyResponseExpiredError extends UserError {
  constructor(path?: InputPath) {
    super({ en: 'It was begun more than 24 hours ago: begin anew.', 'zh-TW': '開始填寫已超過 24 小時,請重新開始。' }, path);
  }
}

const tooFast = (minSeconds: number): Text => ({ en: `Nobody reads that fast: take at least ${minSeconds} seconds.`, 'zh-TW': `填寫時間過短,至少需 ${minSeconds} 秒。` });

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Answered in less time than it takes to read.' })
export class SurveyTooFastError extends UserError {
  @Field(() => Int)
  minSeconds: number;

  @Field(() => Int, { description: 'After so many seconds it is taken.' })
  retryAfterSeconds: number;

  constructor(minSeconds: number, retryAfterSeconds: number, path?: InputPath) {
    super(tooFast(minSeconds), path);
    this.minSeconds = minSeconds;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
