export enum MemberStatus {
  PROSPECT = 'PROSPECT',
  ACTIVE = 'ACTIVE',
  FROZEN = 'FROZEN',
  WITHDRAWN = 'WITHDRAWN',
  MERGED = 'MERGED',
  ERASED = 'ERASED',
}

export enum Gender {
  FEMALE = 'FEMALE',
  MALE = 'MALE',
  OTHER = 'OTHER',
  UNKNOWN = 'UNKNOWN',
}

export enum IdentityKind {
  PHONE = 'PHONE',
  EMAIL = 'EMAIL',
  LINE = 'LINE',
  WHATSAPP = 'WHATSAPP',
  CARD = 'CARD',
  EXTERNAL = 'EXTERNAL',
  DEVICE = 'DEVICE',
}

export enum ConsentPurpose {
  SERVICE = 'SERVICE',
  MARKETING = 'MARKETING',
  PROFILING = 'PROFILING',
  GROUP_SHARE = 'GROUP_SHARE',
  PARTNER_SHARE = 'PARTNER_SHARE',
}
