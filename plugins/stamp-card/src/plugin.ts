import { MemberData } from '@regulars/member/contract';
import { OrderEffects, OrderUpserted } from '@regulars/order/contract';
import { definePlugin, during, extend, node, oneForEach, prefetch } from '@regulars/plugin-sdk';
import packageJson from '../package.json';
import { MemberStampCardsResolver } from './api/member-stamp-cards.resolver';
import { StampAddedEvent, StampCardCompletedEvent } from './api/stamp-card-event.type';
import { programObject, StampCardProgram } from './api/stamp-card-program.type';
import { StampCardProgramPayloadResolver, StampCardProgramResolver } from './api/stamp-card-program.resolver';
import { cardById, cardsByMember, stampEffects } from './api/stamp-card.loaders';
import { StampCard } from './api/stamp-card.type';
import { CardEntity } from './data/card.entity';
import { CreateStampCard } from './data/create-stamp-card.migration';
import { EntryEntity } from './data/entry.entity';
import { ProgramEntity } from './data/program.entity';
import { invariants } from './data/stamp-card.invariants';
import { CARD_PREFIX, PROGRAM_PREFIX } from './domain/ids';
import { stampCardMemberData } from './domain/member-data';
import { allPrograms } from './domain/program';
import { liveCards } from './domain/programs';
import { stampForOrders } from './domain/stamp';
import { permissions } from './permissions';

export const stampCard = definePlugin({
  id: 'stamp-card',
  nouns: ['StampCard', 'Stamp'],
  version: packageJson.version,
  sdk: '^1.0.0',
  requires: { brand: '^1.0.0', member: '^1.0.0', order: '^1.0.0' },
  resolvers: {
    staff: [StampCardProgramResolver, StampCardProgramPayloadResolver, MemberStampCardsResolver],
    member: [MemberStampCardsResolver],
  },
  types: { staff: [StampAddedEvent, StampCardCompletedEvent], member: [StampAddedEvent, StampCardCompletedEvent] },
  entities: [ProgramEntity, EntryEntity, CardEntity],
  migrations: [CreateStampCard],
  permissions,
  invariants,
  limits: { activeCards: { description: 'How many stamp card programs may be live', used: liveCards } },
  nodes: [
    node(PROGRAM_PREFIX, StampCardProgram, async (ctx, ids) => oneForEach(ids, (await allPrograms(ctx)).map(programObject), ({ program }) => program.id), permissions.read),
    node(CARD_PREFIX, StampCard, (ctx, ids) => Promise.all(ids.map((id) => ctx.load(cardById, id))), permissions.read),
  ],
  prefetches: [prefetch('Member.stampCards', cardsByMember)],
  reactions: [during(OrderUpserted, 'stamp', stampForOrders)],
  extensions: [extend(OrderEffects, { kind: 'stamp-card', effects: stampEffects }), extend(MemberData, stampCardMemberData)],
});
