export { eventNamesIn, memberEventObject } from './api/member-events';
export { ConsentPurpose, Gender, IdentityKind, MemberStatus } from './api/enums';
export { type LiveEvent, MemberEvent, MemberEventConnection } from './api/member-event.type';
export { ExternalIdInput, MemberIdentifierInput } from './api/member-identifier.inputs';
export { memberById } from './api/member.loader';
export { MemberWhere } from './api/member-where.inputs';
export { memberOfPayload, MemberPayload, type MemberPayloadRef } from './api/member.payloads';
export { Member } from './api/member.type';
export { type ConsentAnswer } from './domain/consents';
export { Contacts, type ContactsService, type MemberAddress, type MemberProfile, membersWhere } from './domain/contacts';
export { type DeviceBinding } from './domain/devices';
export { type AccountBinding } from './domain/link-account';
export { type MemberConditions } from './domain/member-filter';
export { eventCursor, type EventPlace, readEventCursor } from './domain/event-cursor';
export {
  ConsentChanged, type ConsentChangedPayload, eventNamesOfType, IdentityVerified, type IdentityVerifiedPayload, MemberErased, MemberFrozen,
  MemberJoined, type MemberJoinedPayload, MemberMerged, type MemberMergedPayload, type MemberMovedPayload, MemberRejoined, MemberUnfrozen, MemberUnmerged,
  MemberUpdated, type MemberUpdatedPayload, MemberWithdrawn,
} from './domain/events';
export {
  type ErasureBlock, ErasureBlocks, JoinCodes, type JoinCodeSource, type JoinedBy, MemberData, type MemberDataOwner, type MemberFilter, MemberFilters, type MemberSort, MemberSorts, type MergedPair,
  type MergeRemainder,
} from './domain/extension-points';
export { lockActive, type NamedMember } from './domain/lock-active';
export { type MemberMark } from './domain/mark-members';
export { type MemberIdentifier, type MemberKey, Members, type MembersService, type MemberStanding } from './domain/members';
export { type Cause, type RewardGrant, type RewardKind, type RewardKindOf, RewardKinds, type RewardReceipt } from './domain/reward-kinds';
export {
  describeReward, giveRewards, lockRewards, readReward, renameCauses, type RenamedCause, revokeRewards, type RewardGift, rewardsOfCauses, rewardsOfMembers, rewardsOfOrders,
  type RewardSpec, rewardsWithin, takeBackRewards, usedRewards, wayToReward,
} from './domain/rewards';
export { Recruitments, type RecruitmentService } from './domain/recruit-links';
export { reErase } from './domain/erase-member';
export { IdentityTakenError, RateLimitedError } from './errors';
export { readTag } from './domain/tags';
export { memberPermissions } from './permissions';
