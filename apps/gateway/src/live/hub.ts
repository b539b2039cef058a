import { CursorExpired, type EventCursor, type EventFeed, type FeedSubscription, type LoggedEvent } from '@regulars/kernel';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { faultFields } from '../graphql/errors';
import { BrandLog, type EventFilter } from './brand-log';
import { Refusal } from './execution';
import { LiveGroup, PAGE, type Render } from './group';
import type { Subscriber } from './subscriber';

/** What makes subscribers one group, and how the group is served. */
export interface GroupPlan {
  readonly brandId: string;
  /** Equal keys are served by one execution: the key holds all that an answer may depend on. */
  readonly key: string;
  readonly filter: EventFilter;
  readonly render: Render;
  /** Begins anew for a subscriber whose group ended because the brand's modules changed. */
  readonly onOutdated: (subscriber: Subscriber, after: EventCursor) => void;
}

interface Seat {
  readonly group: LiveGroup;
  /** Subscribers in the group or on their way to it. */
  users: number;
}

/** One brand's groups, found by whom an event is about. */
class BrandRoom {
  readonly seats = new Map<string, Seat>();
  readonly everybody = new Set<LiveGroup>();
  readonly byMember = new Map<string, Set<LiveGroup>>();

  constructor(readonly log: BrandLog) {}

  setOf({ memberId }: EventFilter): Set<LiveGroup> {
    if (memberId === null) return this.everybody;
    let groups = this.byMember.get(memberId);
    if (!groups) this.byMember.set(memberId, (groups = new Set()));
    return groups;
  }

  forget(filter: EventFilter, group: LiveGroup): void {
    const groups = this.setOf(filter);
    groups.delete(group);
    if (filter.memberId !== null && groups.size === 0) this.byMember.delete(filter.memberId);
  }

  wake(events: readonly LoggedEvent[], place: EventCursor): void {
    for (const group of this.everybody) group.wake(place);
    if (this.byMember.size === 0) return;
    for (const memberId of new Set(events.map((event) => event.memberId))) {
      if (memberId !== null) for (const group of this.byMember.get(memberId) ?? []) group.wake(place);
    }
  }
}

/** Follows the log of events once for all subscribers of this process. */
export class LiveHub {
  private readonly rooms = new Map<string, BrandRoom>();
  private following: Promise<FeedSubscription> | null = null;
  private position: EventCursor = { xid: '0', id: '' };

  constructor(private readonly feed: EventFeed, private readonly logger: Logger) {}

  get groupCount(): number {
    return [...this.rooms.values()].reduce((sum, room) => sum + room.seats.size, 0);
  }

  /** Subscribers who follow live. */
  get followerCount(): number {
    return [...this.rooms.values()].flatMap((room) => [...room.seats.values()]).reduce((sum, { group }) => sum + group.size, 0);
  }

  /**
   * Seats a subscriber: events after `after` (null: from now on), `first` shown before them. Resolves once it follows live;
   * a subscription that cannot go on ends with its error.
   */
  async join(plan: GroupPlan, subscriber: Subscriber, after: EventCursor | null, first?: () => Promise<void>): Promise<void> {
    try {
      const { room, seat } = await this.enter(plan);
      subscriber.whenOver(() => this.leave(room, plan, seat, subscriber));
      await this.catchUp(room.log, plan, seat.group, subscriber, after ?? this.position, first);
    } catch (error) {
      subscriber.fail(this.failureOf(error));
    }
  }

  /** As `join`, for a cursor a caller gives: it must name an event of the brand. */
  async resume(plan: GroupPlan, subscriber: Subscriber, after: EventCursor, first?: () => Promise<void>): Promise<void> {
    try {
      if (!this.rooms.get(plan.brandId)?.log.keeps(after)) await this.feed.confirm(plan.brandId, after);
    } catch (error) {
      return subscriber.fail(this.failureOf(error));
    }
    await this.join(plan, subscriber, after, first);
  }

  private failureOf(error: unknown): GraphQLError {
    if (error instanceof GraphQLError) return error;
    if (error instanceof Refusal) return error.errors[0] ?? new GraphQLError('The subscription cannot go on');
    if (error instanceof CursorExpired) return new GraphQLError(error.message, { extensions: { code: 'CURSOR_EXPIRED' } });
    this.logger.error(faultFields(error), 'a subscription failed');
    return new GraphQLError('', { originalError: error as Error });
  }

  /** Alone until it has got as far as its group: nothing is missed, nothing comes twice, and the group waits for nobody. */
  private async catchUp(log: BrandLog, plan: GroupPlan, group: LiveGroup, subscriber: Subscriber, after: EventCursor, first?: () => Promise<void>): Promise<void> {
    await first?.();
    for (let place = after; !subscriber.isOver && !group.admit(subscriber, place); ) {
      if (group.isOutdated) return this.restart(plan, subscriber, place);
      const page = await log.read(place, plan.filter, PAGE);
      for (const event of page.events) {
        await subscriber.calm();
        if (subscriber.isOver) return;
        const payload = await plan.render(event);
        if (payload === null) return this.restart(plan, subscriber, place);
        subscriber.deliver(payload, event.cursor);
        place = event.cursor;
      }
      place = page.position;
    }
  }

  private seat(room: BrandRoom, plan: GroupPlan): Seat {
    let seat = room.seats.get(plan.key);
    if (!seat) {
      const group = new LiveGroup({
        log: room.log, filter: plan.filter, render: plan.render,
        onFault: (error) => this.logger.error(faultFields(error), 'live events could not be read or executed'),
        onOutdated: (leaving) => {
          for (const { subscriber, after } of leaving) this.restart(plan, subscriber, after);
        },
      });
      seat = { group, users: 0 };
      room.seats.set(plan.key, seat);
      room.setOf(plan.filter).add(group);
    }
    seat.users++;
    return seat;
  }

  private restart(plan: GroupPlan, subscriber: Subscriber, after: EventCursor): void {
    subscriber.move();
    plan.onOutdated(subscriber, after);
  }

  private leave(room: BrandRoom, plan: GroupPlan, seat: Seat, subscriber: Subscriber): void {
    seat.group.remove(subscriber);
    if (--seat.users > 0) return;
    room.forget(plan.filter, seat.group);
    if (room.seats.get(plan.key) === seat) room.seats.delete(plan.key);
    if (room.seats.size === 0 && this.rooms.get(plan.brandId) === room) this.rooms.delete(plan.brandId);
    if (this.rooms.size === 0) this.unfollow();
  }

  /**
   * A seat in the brand's room, while the feed is followed. From the last look at that to the seat nothing is awaited: the last
   * one who leaves ends the room and the following, and whoever came in between would sit where nobody is told anything.
   */
  private async enter(plan: GroupPlan): Promise<{ readonly room: BrandRoom; readonly seat: Seat }> {
    let following: Promise<FeedSubscription> | null;
    do {
      following = this.following ??= this.subscribe();
      try {
        await following;
      } catch (error) {
        if (this.following === following) this.following = null;
        throw error;
      }
    } while (this.following !== following);
    const room = this.room(plan.brandId);
    return { room, seat: this.seat(room, plan) };
  }

  private room(brandId: string): BrandRoom {
    let room = this.rooms.get(brandId);
    if (!room) this.rooms.set(brandId, (room = new BrandRoom(new BrandLog(brandId, this.feed, this.position, () => this.position))));
    return room;
  }

  // ------------------------------------------------------------------ the feed

  private async subscribe(): Promise<FeedSubscription> {
    const subscription = await this.feed.subscribe((events) => this.take(events));
    this.position = subscription.from;
    return subscription;
  }

  private take(events: readonly LoggedEvent[]): void {
    const before = this.position;
    const byBrand = new Map<string, LoggedEvent[]>();
    for (const event of events) {
      const room = this.rooms.get(event.brandId);
      if (!room) continue;
      room.log.push(event);
      const own = byBrand.get(event.brandId);
      if (own) own.push(event);
      else byBrand.set(event.brandId, [event]);
    }
    this.position = events[events.length - 1]?.cursor ?? before;
    for (const [brandId, own] of byBrand) this.rooms.get(brandId)?.wake(own, before);
  }

  private unfollow(): void {
    const { following } = this;
    this.following = null;
    void following?.then((subscription) => subscription.close(), () => undefined);
  }

  stop(): void {
    this.rooms.clear();
    this.unfollow();
  }
}
