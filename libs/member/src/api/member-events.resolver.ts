import { Arg, Authorized, Extensions, ID, Resolver, Root, Subscription } from 'type-graphql';
import { eventsSeen } from '../domain/timeline';
import { memberPermissions } from '../permissions';
import { type LiveEvent, MemberEvent } from './member-event.type';
import { memberEventObject } from './member-events';

/** The gateway delivers: it reads the arguments, follows the log, and resolves this field once for each event. */
@Resolver()
export class MemberEventsResolver {
  @Authorized(memberPermissions.events)
  @Extensions({ liveEvents: 'member', liveSees: eventsSeen })
  @Subscription(() => MemberEvent, {
    topics: 'member-events',
    description:
      'Live events of the brand\'s members: in order for each member, none missing after `after`, at least once. `types` are event names (`order.paid`; its GraphQL type is OrderPaidEvent). A cursor older than the replay window ends with CURSOR_EXPIRED.',
  })
  memberEvents(
    @Root() event: LiveEvent,
    @Arg('types', () => [String], { nullable: true }) _types?: string[],
    @Arg('memberId', () => ID, { nullable: true }) _memberId?: string,
    @Arg('after', () => String, { nullable: true }) _after?: string,
  ): MemberEvent {
    return memberEventObject(event);
  }
}
