import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** As whom the brand speaks to a provider. */
@Entity({ schema: 'messaging', name: 'channel_account' })
@Unique('channel_account_brand_id_channel_key', ['brandId', 'channel'])
export class ChannelAccountEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) channel: string;
  /** Credentials, as JSON. */
  @Column({ type: 'bytea' }) sealed: Buffer;
  /** The end of the path that the provider calls: others cannot make us look for a signature. */
  @Column({ name: 'hook_key', type: 'text' }) hookKey: string;
  @Column({ name: 'connected_at', type: 'timestamptz', default: () => 'platform.current_now()' }) connectedAt: Date;
}

/** What a provider has told already, by a hash of its own id. */
@Entity({ schema: 'messaging', name: 'channel_event' })
@Index('channel_event_seen', ['brandId', 'seenAt'])
export class ChannelEventEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'seen_at', type: 'timestamptz', default: () => 'platform.current_now()' }) seenAt: Date;
}
