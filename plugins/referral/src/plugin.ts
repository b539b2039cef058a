import { JoinCodes, MemberData } from '@regulars/member/contract';
import { definePlugin, extend, node } from '@regulars/plugin-sdk';
import { version } from '../package.json';
import { loadEdges } from './api/edge.loaders';
import { EdgeFieldResolver, EdgeResolver, MemberEdgesResolver, OwnEdgeResolver, StaffEdgeFieldResolver } from './api/edge.resolver';
import { ReferralEdge } from './api/edge.type';
import { loadLinks } from './api/link.loaders';
import { LinkFieldResolver, LinkResolver, MemberLinksResolver, OwnLinkResolver } from './api/link.resolver';
import { ReferralLink } from './api/link.type';
import { loadPrograms } from './api/program.loaders';
import { OwnProgramResolver, ProgramMutationResolver, ProgramQueryResolver, RuleFieldResolver, StaffProgramFieldResolver } from './api/program.resolver';
import { ReferralProgram } from './api/program.type';
import { ReferralBoundEvent } from './api/referral-event.type';
import { ClickEntity } from './data/click.entity';
import { CreateReferral1791500000840 } from './data/create-referral.migration';
import { EdgeEntity } from './data/edge.entity';
import { LinkEntity } from './data/link.entity';
import { ProgramVersionEntity } from './data/program-version.entity';
import { ProgramEntity } from './data/program.entity';
import { invariants } from './data/referral.invariants';
import { referralCodes } from './domain/bind';
import { clearUp } from './domain/clear-up';
import { EDGE_PREFIX, LINK_PREFIX, PROGRAM_PREFIX } from './domain/ids';
import { referralMemberData } from './domain/member-data';
import { livePrograms } from './domain/programs';
import {
  ReferralAcknowledgementNeededError, ReferralAlreadyBoundError, ReferralClickExpiredError, ReferralCycleError, ReferralJoinBeyondFirstLevelError, ReferralNotNewError,
  ReferralNotOpenError, ReferralRulesFrozenError, ReferralSelfError,
} from './errors';
import { permissions } from './permissions';
import { settings } from './settings';

const events = [ReferralBoundEvent];
const bindErrors = [ReferralNotOpenError, ReferralClickExpiredError, ReferralSelfError, ReferralNotNewError, ReferralAlreadyBoundError, ReferralCycleError];
const manageErrors = [ReferralRulesFrozenError, ReferralAcknowledgementNeededError, ReferralJoinBeyondFirstLevelError];
const shown = [RuleFieldResolver, LinkFieldResolver, EdgeFieldResolver, MemberLinksResolver, MemberEdgesResolver];

/** Everything this plugin adds. */
export const referral = definePlugin({
  id: 'referral',
  version,
  sdk: '^1.0.0',
  requires: { member: '^1.0.0' },
  resolvers: {
    staff: [ProgramQueryResolver, ProgramMutationResolver, StaffProgramFieldResolver, LinkResolver, EdgeResolver, StaffEdgeFieldResolver, ...shown],
    member: [OwnProgramResolver, OwnLinkResolver, OwnEdgeResolver, ...shown],
  },
  types: { staff: [...events, ...bindErrors, ...manageErrors], member: [...events, ...bindErrors] },
  entities: [ProgramEntity, ProgramVersionEntity, LinkEntity, ClickEntity, EdgeEntity],
  migrations: [CreateReferral1791500000840],
  permissions,
  settings,
  invariants,
  limits: { activePrograms: { description: 'How many programs may be live or paused', used: livePrograms } },
  nodes: [
    node(PROGRAM_PREFIX, ReferralProgram, loadPrograms, permissions.read),
    node(LINK_PREFIX, ReferralLink, loadLinks, permissions.read),
    node(EDGE_PREFIX, ReferralEdge, loadEdges, permissions.read),
  ],
  jobs: [clearUp],
  extensions: [extend(MemberData, referralMemberData), extend(JoinCodes, referralCodes)],
});
