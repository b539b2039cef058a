import { MemberData, RewardKinds } from '@regulars/member/contract';
import { OrderUpserted } from '@regulars/order/contract';
import { definePlugin, during, extend, loadedBy, node } from '@regulars/plugin-sdk';
import { version } from '../package.json';
import { ThankYouWrittenEvent } from './api/card-event.type';
import { cardById } from './api/card.loaders';
import { CardResolver, MemberCardsResolver, OwnCardResolver } from './api/card.resolver';
import { ThankYouCard } from './api/card.type';
import { CardEntity } from './data/card.entity';
import { CreateThankYou1795000000000 } from './data/create-thank-you.migration';
import { clearUp } from './domain/clear-up';
import { CARD_PREFIX } from './domain/ids';
import { cardMemberData } from './domain/member-data';
import { cardReward } from './domain/card-reward';
import { thankForOrders } from './domain/thank-for-orders';
import { permissions } from './permissions';
import { settings } from './settings';

/** Everything this plugin adds. */
export const thankYou = definePlugin({
  id: 'thank-you',
  version,
  sdk: '^1.0.0',
  requires: { member: '^1.0.0', order: '^1.0.0' },
  resolvers: { staff: [CardResolver, MemberCardsResolver], member: [OwnCardResolver, MemberCardsResolver] },
  types: { staff: [ThankYouWrittenEvent], member: [ThankYouWrittenEvent] },
  entities: [CardEntity],
  migrations: [CreateThankYou1795000000000],
  permissions,
  settings,
  nodes: [node(CARD_PREFIX, ThankYouCard, loadedBy(cardById), permissions.read)],
  // What is written to people may say things about them.
  personalData: [{ table: 'thank_you.card', column: 'text', form: 'CLEAR' }],
  reactions: [during(OrderUpserted, 'thank', thankForOrders)],
  jobs: [clearUp],
  extensions: [extend(MemberData, cardMemberData), extend(RewardKinds, cardReward)],
});
