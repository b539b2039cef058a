import { among, type Invariant } from '@regulars/plugin-sdk';

export const invariants: readonly Invariant[] = [
  {
    id: 'INV-11.stock',
    description: 'What a limited prize has counted as given is how often it was drawn, and never more than its stock.',
    of: 'lottery.game',
    violations: `
      SELECT n.game_id::text AS subject, format('%s: counts %s of %s; drawn %s times', n.prize, n.given, n.stock, made.draws) AS problem
      FROM lottery.prize_counter AS n
      CROSS JOIN LATERAL (SELECT count(*) AS draws FROM lottery.draw AS d WHERE d.game_id = n.game_id AND d.prize = n.prize) AS made
      WHERE ${among('n.game_id')} AND (n.given <> made.draws OR n.given > n.stock)`,
  },
  {
    id: 'INV-11.draws',
    description: 'A chance is consumed if, and only if, it was drawn, for the member who has it.',
    of: 'lottery.chance',
    violations: `
      SELECT c.id::text AS subject, format('is %s; %s', c.state, CASE WHEN d.id IS NULL AND p.id IS NULL THEN 'was not drawn' WHEN d.member_id <> c.member_id THEN 'was drawn for another member' ELSE 'was drawn' END) AS problem
      FROM lottery.chance AS c LEFT JOIN lottery.draw AS d ON d.chance_id = c.id LEFT JOIN lottery.raffle_place AS p ON p.chance_id = c.id
      WHERE ${among('c.id')} AND ((c.state = 'CONSUMED') <> (d.id IS NOT NULL OR p.id IS NOT NULL) OR d.member_id <> c.member_id OR p.member_id <> c.member_id)`,
  },
  {
    id: 'lottery.shares',
    description: 'Whoever shared a game has a chance of a friend if, and only if, that one counted.',
    of: 'lottery.share',
    violations: `
      SELECT s.id::text AS subject, format('is %s; %s', s.state, CASE WHEN c.id IS NULL THEN 'gave nothing' ELSE 'gave a chance' END) AS problem
      FROM lottery.share AS s LEFT JOIN lottery.chance AS c ON c.game_id = s.game_id AND c.cause_key = format('share/%s/1', s.id)
      WHERE ${among('s.id')} AND (s.state = 'GRANTED') <> (c.id IS NOT NULL)`,
  },
  {
    id: 'lottery.challenges',
    description: 'A stage that was reached, and stands, has as much as it asks for, and comes behind the one before.',
    of: 'lottery.challenge_stage',
    violations: `
      SELECT s.id::text AS subject, format('stage %s is %s with %s of %s', s.stage, s.state, told.counted, told.asked) AS problem
      FROM lottery.challenge_stage AS s JOIN lottery.challenge_run AS r ON r.id = s.run_id
      JOIN lottery.challenge_version AS v ON v.challenge_id = r.challenge_id AND v.version = r.version
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(c.amount), 0) AS counted, (v.stages -> s.stage ->> 'count')::int AS asked FROM lottery.challenge_count AS c WHERE c.run_id = s.run_id AND c.stage = s.stage AND c.taken_back_at IS NULL) AS told
      WHERE ${among('s.id')} AND ((s.state = 'REACHED' AND told.counted < told.asked) OR told.asked IS NULL
        OR (s.stage > 0 AND NOT EXISTS (SELECT FROM lottery.challenge_stage AS b WHERE b.run_id = s.run_id AND b.stage = s.stage - 1)))`,
  },
  {
    id: 'INV-11.odds',
    description: 'What was drawn had a share, in odds of a version that was published, and its value lies within their sum.',
    of: 'lottery.draw',
    violations: `
      SELECT d.id::text AS subject, format('%s at %s of %s', d.prize, d.value, told.total) AS problem
      FROM lottery.draw AS d
      CROSS JOIN LATERAL (
        SELECT sum((share ->> 'weight')::bigint) AS total, bool_or(share ->> 'prize' = d.prize AND (share ->> 'weight')::int > 0) AS has FROM jsonb_array_elements(d.odds) AS share) AS told
      WHERE ${among('d.id')} AND (told.has IS NOT TRUE OR d.value >= told.total OR NOT EXISTS (SELECT FROM lottery.seed AS s WHERE s.game_id = d.game_id AND s.version = d.version))`,
  },
];
