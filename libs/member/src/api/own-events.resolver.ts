import { ANY_CALLER } from '@regulars/plugin-sdk';
import { Arg, Authorized, Extensions, Resolver, Root, Subscription } from 'type-graphql';
import { type LiveEvent, MemberEvent } from './member-event.type';
import { memberEventObject } from './member-events';

/** As `MemberEventsResolver`; the gateway delivers nobody's events but the caller's. */
@Resolver()
export class OwnEventsResolver {
  @Authorized(ANY_CALLER)
  @Extensions({ liveEvents: 'member' })
  @Subscription(() => MemberEvent, { topics: 'member-events', description: 'My own events, from `after` on.' })
  memberEvents(
    @Root() event: LiveEvent,
    @Arg('types', () => [String], { nullable: true }) _types?: string[],
    @Arg('after', () => String, { nullable: true }) _after?: string,
  ): MemberEvent {
    return memberEventObject(event);
  }
}
