import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IssueByRule1791500000443 implements MigrationInterface {
  readonly name = 'IssueByRule1791500000443';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LOG);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gift_coupon.rule_day, gift_coupon.rule_issue');
  }
}

// One occasion of one member gives once: occurrence is the year of a birthday or festival, or the tier.
const LOG = `
  CREATE TABLE gift_coupon.rule_issue (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    member_id uuid NOT NULL,
    rule text NOT NULL,
    occurrence text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, member_id, rule, occurrence),
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member);
  CALL platform.protect('gift_coupon.rule_issue');

  CREATE TABLE gift_coupon.rule_day (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    done date NOT NULL,
    PRIMARY KEY (brand_id));
  CALL platform.protect('gift_coupon.rule_day');`;
