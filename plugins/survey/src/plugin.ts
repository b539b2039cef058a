import { MemberData } from '@regulars/member/contract';
import { OrderPaid } from '@regulars/order/contract';
import { definePlugin, extend, maskable, node, on } from '@regulars/plugin-sdk';
import { version } from '../package.json';
import { MemberInvitationsResolver } from './api/invitation.type';
import { JobsResolver } from './api/jobs.resolver';
import { loadResponses } from './api/response.loaders';
import { MemberResponsesResolver, OwnResponseResolver, ResponseFieldResolver, StaffResponseFieldResolver, StaffResponseResolver } from './api/response.resolver';
import { SurveyResponse } from './api/response.type';
import { ResultsResolver } from './api/results.type';
import { SurveyCompletedEvent, SurveyInvitedEvent } from './api/survey-event.type';
import { loadSurveys } from './api/survey.loaders';
import { OwnSurveyResolver, StaffContentResolver, StaffOptionResolver, StaffOutcomeResolver, StaffSurveyResolver, SurveyContentResolver, SurveyResolver } from './api/survey.resolver';
import { Survey } from './api/survey.type';
import { AnswerEntity } from './data/answer.entity';
import { InviteToSurveys1791500000822 } from './data/create-invitations.migration';
import { CreateSurvey1791500000821 } from './data/create-survey.migration';
import { InvitationEntity } from './data/invitation.entity';
import { RerunRules1791500000830, ShowQuestions1791500000831 } from './data/rerun-rules.migration';
import { ResponseEntity } from './data/response.entity';
import { RuleRunEntity } from './data/rule-run.entity';
import { SurveyEntity } from './data/survey.entity';
import { invariants } from './data/survey.invariants';
import { VersionEntity } from './data/version.entity';
import { exportTask } from './domain/export';
import { RESPONSE_PREFIX, SURVEY_PREFIX } from './domain/ids';
import { inviteJob, inviteRestTask, planAfterOrder } from './domain/invite';
import { surveyMemberData } from './domain/member-data';
import { rerunTask } from './domain/rerun-rules';
import { liveSurveys } from './domain/surveys';
import {
  SurveyAlreadyAnsweredError, SurveyAnswerMissingError, SurveyAnswerOffPathError, SurveyCycleError, SurveyNotOpenError, SurveyResponseExpiredError, SurveyTooFastError, SurveyUnreachableError,
} from './errors';
import { permissions } from './permissions';

const ownErrors = [SurveyAlreadyAnsweredError, SurveyAnswerMissingError, SurveyAnswerOffPathError, SurveyNotOpenError, SurveyResponseExpiredError, SurveyTooFastError];
const events = [SurveyInvitedEvent, SurveyCompletedEvent];
const shared = [MemberInvitationsResolver, MemberResponsesResolver, ResponseFieldResolver, SurveyContentResolver];

/** Everything this plugin adds. */
export const survey = definePlugin({
  id: 'survey',
  version,
  sdk: '^1.0.0',
  requires: { brand: '^1.0.0', member: '^1.0.0', order: '^1.0.0', tier: '^1.0.0' },
  resolvers: {
    staff: [SurveyResolver, StaffSurveyResolver, StaffContentResolver, StaffOptionResolver, StaffOutcomeResolver, StaffResponseResolver, StaffResponseFieldResolver, ResultsResolver, JobsResolver, ...shared],
    member: [OwnSurveyResolver, OwnResponseResolver, ...shared],
  },
  types: { staff: [...events, SurveyCycleError, SurveyUnreachableError], member: [...events, ...ownErrors] },
  entities: [SurveyEntity, VersionEntity, ResponseEntity, AnswerEntity, InvitationEntity, RuleRunEntity],
  migrations: [CreateSurvey1791500000821, InviteToSurveys1791500000822, RerunRules1791500000830, ShowQuestions1791500000831],
  permissions,
  // Who counts answers sees nobody's.
  maskable: [maskable('SurveyResponse.answers', { hidden: [], roles: { analyst: 'HIDE', finance: 'HIDE' } })],
  limits: { activeSurveys: { description: 'How many surveys may be live', used: liveSurveys } },
  nodes: [node(SURVEY_PREFIX, Survey, loadSurveys, permissions.read), node(RESPONSE_PREFIX, SurveyResponse, loadResponses, permissions.answers)],
  personalData: [
    { table: 'survey.response', column: 'texts_sealed', form: 'SEALED', member: 'member_id' },
    { table: 'survey.answer', column: 'value', form: 'CLEAR' },
  ],
  invariants,
  handlers: [on(OrderPaid, 'plan-after-order', planAfterOrder)],
  jobs: [inviteJob],
  tasks: [inviteRestTask, exportTask, rerunTask],
  extensions: [extend(MemberData, surveyMemberData)],
});
