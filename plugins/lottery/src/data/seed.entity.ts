import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'lottery', name: 'seed' })
export class SeedEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'game_id', type: 'uuid' }) gameId: string;
  @Column({ type: 'int' }) version: number;
  /** SHA-256 of the seed, in hexadecimal. */
  @Column({ type: 'text' }) commitment: string;
  @Column({ name: 'seed_sealed', type: 'bytea' }) seedSealed: Buffer;
  @Column({ name: 'published_at', type: 'timestamptz' }) publishedAt: Date;
}
