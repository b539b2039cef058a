/** What an entry of the ledger says happened. */
export enum PointsEntryKind {
  EARN = 'EARN',
  BURN = 'BURN',
  EXPIRE = 'EXPIRE',
  ADJUST = 'ADJUST',
  WRITE_OFF = 'WRITE_OFF',
  REVERSE_EARN = 'REVERSE_EARN',
  RESTORE_BURN = 'RESTORE_BURN',
  TRANSFER_OUT = 'TRANSFER_OUT',
  TRANSFER_IN = 'TRANSFER_IN',
  MERGE_OUT = 'MERGE_OUT',
  MERGE_IN = 'MERGE_IN',
}

export enum PointsLotState {
  PENDING = 'PENDING',
  ACTIVE = 'ACTIVE',
  SPENT = 'SPENT',
  EXPIRED = 'EXPIRED',
  REVERSED = 'REVERSED',
}

export enum EarnRuleKind {
  PER_AMOUNT = 'PER_AMOUNT',
  PER_ITEM = 'PER_ITEM',
  PER_VISIT = 'PER_VISIT',
  FIXED = 'FIXED',
  MULTIPLIER = 'MULTIPLIER',
}

export enum EarnBasis {
  GROSS = 'GROSS',
  NET_OF_DISCOUNT = 'NET_OF_DISCOUNT',
  CASH_PAID = 'CASH_PAID',
}

export enum PointsExpiryKind {
  NEVER = 'NEVER',
  AFTER_DAYS = 'AFTER_DAYS',
  AFTER_MONTHS = 'AFTER_MONTHS',
  END_OF_MONTH = 'END_OF_MONTH',
  END_OF_YEAR = 'END_OF_YEAR',
  INACTIVITY_MONTHS = 'INACTIVITY_MONTHS',
}

/** What a refund does when its points are already spent. */
export enum PointsShortfall {
  DEBT = 'DEBT',
  CLAMP = 'CLAMP',
  NOTIFY = 'NOTIFY',
}

/** What becomes of spent points that come back after their lot has expired. */
export enum PointsRestore {
  RESTORE = 'RESTORE',
  RESTORE_WITH_GRACE = 'RESTORE_WITH_GRACE',
  FORFEIT = 'FORFEIT',
}

export enum Rounding {
  FLOOR = 'FLOOR',
  HALF_UP = 'HALF_UP',
}

/** What became of points that take a second person. */
export enum PointsGrantRequestState {
  PENDING = 'PENDING',
  APPROVED = 'APPROVED',
  REJECTED = 'REJECTED',
  EXPIRED = 'EXPIRED',
}
