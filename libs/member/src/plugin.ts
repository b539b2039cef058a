import { CallerRights, type Context, definePlugin, extend, node, prefetch, provide } from '@regulars/plugin-sdk';
import { ImportKinds } from '@regulars/brand/contract';
import { version } from '../package.json';
import { DataRequestResolver } from './api/data-request.resolver';
import { loadDataRequests, MemberDataRequest } from './api/data-request.type';
import { MeResolver } from './api/me.resolver';
import { memberEventTypes } from './api/member-event.type';
import { MemberEventsResolver } from './api/member-events.resolver';
import { MemberFieldsResolver } from './api/member-fields.resolver';
import { MemberLifeResolver } from './api/member-life.resolver';
import { loadMembers } from './api/member.loader';
import { MemberEraseResolver } from './api/member-erase.resolver';
import { MemberMergeResolver } from './api/member-merge.resolver';
import { MemberResolver } from './api/member.resolver';
import { Member } from './api/member.type';
import { OwnDataResolver } from './api/own-data.resolver';
import { OwnEventsResolver } from './api/own-events.resolver';
import { MergeSuggestionResolver } from './api/merge-suggestion.resolver';
import { loadSuggestions, MergeSuggestion } from './api/merge-suggestion.type';
import { RecruitLinkResolver } from './api/recruit-link.resolver';
import { loadRecruitLinks, RecruitLink } from './api/recruit-link.type';
import { SelfResolver } from './api/self.resolver';
import { SignInResolver } from './api/sign-in.resolver';
import { SignInTokenResolver } from './api/sign-in-token.resolver';
import { StaffMemberFieldsResolver } from './api/staff-member-fields.resolver';
import { ConsentEntity } from './data/consent.entity';
import { CreateMember1790000001000 } from './data/create-member.migration';
import { DataRequestEntity } from './data/data-request.entity';
import { EraseEarlierKeys1791400000211 } from './data/erase-earlier-keys.migration';
import { EraseKeys1791400000210 } from './data/erase-keys.migration';
import { ErasureEntity } from './data/erasure.entity';
import { FormerPhoneEntity } from './data/former-phone.entity';
import { IdentityEntity } from './data/identity.entity';
import { MatchKeyEntity } from './data/match-key.entity';
import { MemberEntity } from './data/member.entity';
import { IndexBirthDates1791500000542 } from './data/index-birth-dates.migration';
import { MemberLife1790400000001 } from './data/member-life.migration';
import { MemberSignIn1790400000002 } from './data/member-sign-in.migration';
import { MergeAndErase1790500000001 } from './data/merge-and-erase.migration';
import { MergeOperationEntity } from './data/merge-operation.entity';
import { MergeSuggestionEntity } from './data/merge-suggestion.entity';
import { NarrowRecruitLinks1790600002000 } from './data/narrow-recruit-links.migration';
import { RecruitLinkEntity } from './data/recruit-link.entity';
import { RecruitmentEntity } from './data/recruitment.entity';
import { RewardReceiptEntity } from './data/reward-receipt.entity';
import { SignInChallengeEntity } from './data/sign-in-challenge.entity';
import { UsedCardTokenEntity } from './data/used-card-token.entity';
import { memberRights } from './domain/caller-rights';
import { invariants } from './data/member.invariants';
import { PublishAddresses1791500000935 } from './data/publish-addresses.migration';
import { PublishReach1791500000880 } from './data/publish-reach.migration';
import { PublishResemblance1791500000860 } from './data/publish-resemblance.migration';
import { PublishRewards1790900000100 } from './data/publish-rewards.migration';
import { REQUEST_PREFIX } from './domain/data-requests';
import { ExportTask } from './domain/export-member';
import { SUGGESTION_PREFIX, suggestJob } from './domain/suggest-merges';
import { consentsOf } from './domain/consents';
import { Contacts, contactsService } from './domain/contacts';
import { MemberData } from './domain/extension-points';
import { identitiesOf } from './domain/identities';
import { memberImport } from './domain/import-members';
import { ownMemberData } from './domain/member-data';
import { Members } from './domain/members';
import { MemberDirectory } from './domain/members-service';
import { openLinks, Recruitments, recruitmentService } from './domain/recruit-links';
import { recruitmentOf } from './domain/recruitment';
import { IdentityTakenError, MemberErasureBlockedError, RateLimitedError, SignInCodeInvalidError } from './errors';
import { memberMasks } from './masks';
import { memberPermissions } from './permissions';
import { memberPersonalData } from './personal-data';
import { memberSettings } from './settings';

export const member = definePlugin({
  id: 'member',
  nouns: ['Member', 'Me', 'Recruit', 'Recruitment', 'Identity', 'Consent', 'Gender', 'Reward', 'ExternalId', 'MergeSuggestion', 'SignInCode', 'RateLimited'],
  version,
  sdk: '^1.0.0',
  requires: { brand: '^1.0.0' },
  core: true,
  resolvers: {
    staff: [MemberResolver, MemberLifeResolver, MemberMergeResolver, MergeSuggestionResolver, MemberEraseResolver, DataRequestResolver, MemberFieldsResolver, StaffMemberFieldsResolver, RecruitLinkResolver, MemberEventsResolver],
    member: [MeResolver, MemberFieldsResolver, SignInResolver, SignInTokenResolver, SelfResolver, OwnDataResolver, OwnEventsResolver],
  },
  types: {
    staff: [...memberEventTypes, IdentityTakenError, MemberErasureBlockedError, RateLimitedError],
    member: [...memberEventTypes, IdentityTakenError, MemberErasureBlockedError, SignInCodeInvalidError, RateLimitedError],
  },
  entities: [
    MemberEntity, IdentityEntity, ConsentEntity, RecruitLinkEntity, RecruitmentEntity, RewardReceiptEntity, SignInChallengeEntity,
    UsedCardTokenEntity, MergeOperationEntity, MatchKeyEntity, MergeSuggestionEntity, ErasureEntity, DataRequestEntity, FormerPhoneEntity,
  ],
  migrations: [CreateMember1790000001000, MemberLife1790400000001, MemberSignIn1790400000002, MergeAndErase1790500000001, NarrowRecruitLinks1790600002000, PublishRewards1790900000100, EraseKeys1791400000210, EraseEarlierKeys1791400000211, IndexBirthDates1791500000542, PublishReach1791500000880, PublishResemblance1791500000860, PublishAddresses1791500000935],
  permissions: memberPermissions,
  personalData: memberPersonalData,
  invariants,
  maskable: memberMasks,
  settings: memberSettings,
  limits: { openRecruitLinks: { description: 'How many recruitment links may be open', used: (ctx: Context) => openLinks(ctx) } },
  services: [provide(Members, (ctx) => new MemberDirectory(ctx)), provide(Recruitments, recruitmentService), provide(Contacts, contactsService)],
  nodes: [
    node('mbr', Member, loadMembers, memberPermissions.read), node('lnk', RecruitLink, loadRecruitLinks, memberPermissions.recruit),
    node(SUGGESTION_PREFIX, MergeSuggestion, loadSuggestions, memberPermissions.merge),
    node(REQUEST_PREFIX, MemberDataRequest, loadDataRequests, memberPermissions.requests),
  ],
  jobs: [suggestJob],
  tasks: [ExportTask],
  prefetches: [
    prefetch('Member.phone', identitiesOf),
    prefetch('Member.email', identitiesOf),
    prefetch('Member.phoneVerifiedAt', identitiesOf),
    prefetch('Member.identities', identitiesOf),
    prefetch('Member.consents', consentsOf),
    prefetch('Member.recruitment', recruitmentOf),
  ],
  extensions: [extend(ImportKinds, memberImport), extend(MemberData, ownMemberData), extend(CallerRights, memberRights)],
});
