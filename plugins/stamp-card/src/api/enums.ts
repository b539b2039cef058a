import { registerEnumType } from 'type-graphql';

export enum StampCardKind {
  STAMP = 'STAMP',
  MISSION = 'MISSION',
}
registerEnumType(StampCardKind, { name: 'StampCardKind' });

export enum StampRuleKind {
  VISIT = 'VISIT',
  PER_AMOUNT = 'PER_AMOUNT',
  PER_ITEM = 'PER_ITEM',
  TASK = 'TASK',
}
registerEnumType(StampRuleKind, { name: 'StampRuleKind' });

export enum StampSurplus {
  CARRY = 'CARRY',
  DROP = 'DROP',
}
registerEnumType(StampSurplus, { name: 'StampSurplus', description: 'Stamps that a full card has no room for: they go on to the next, or are lost.' });

export enum MissionStepOrder {
  ANY = 'ANY',
  SEQUENCE = 'SEQUENCE',
}
registerEnumType(MissionStepOrder, { name: 'MissionStepOrder' });

export enum StampCardState {
  OPEN = 'OPEN',
  COMPLETED = 'COMPLETED',
  CLOSED = 'CLOSED',
  EXPIRED = 'EXPIRED',
  OWING = 'OWING',
}
registerEnumType(StampCardState, {
  name: 'StampCardState',
  description: 'CLOSED: complete, and followed by another. OWING: a reward was used that the card no longer reaches, since an order was given back; the next stamps fill it first.',
});
