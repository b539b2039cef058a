import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A link of a version of a template, the same for everybody who is told it. */
@Entity({ schema: 'messaging', name: 'link' })
export class LinkEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ name: 'template_id', type: 'uuid' }) templateId: string;
  @PrimaryColumn({ name: 'template_version', type: 'int' }) templateVersion: number;
  @PrimaryColumn({ type: 'int' }) place: number;
  @Column({ type: 'text' }) url: string;
}

/** The first time that a link of a message was opened. */
@Entity({ schema: 'messaging', name: 'click' })
export class ClickEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ name: 'message_id', type: 'uuid' }) messageId: string;
  @PrimaryColumn({ type: 'int' }) place: number;
  @Column({ type: 'timestamptz', default: () => 'platform.current_now()' }) at: Date;
}

/** An order that followed a click. */
@Entity({ schema: 'messaging', name: 'conversion' })
@Index('conversion_message', ['brandId', 'messageId'])
export class ConversionEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ name: 'order_id', type: 'uuid' }) orderId: string;
  @Column({ name: 'message_id', type: 'uuid' }) messageId: string;
  @Column({ type: 'int' }) place: number;
  @Column({ name: 'clicked_at', type: 'timestamptz' }) clickedAt: Date;
  @Column({ name: 'ordered_at', type: 'timestamptz' }) orderedAt: Date;
  @Column({ type: 'int' }) revision: number;
  @Column({ type: 'bigint' }) amount: bigint;
}
