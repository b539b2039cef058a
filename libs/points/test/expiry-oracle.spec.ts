import { createEmptyDatabase, type TestDatabase } from '@regulars/testing';
import { Client, types } from 'pg';
import { PointsExpiryKind } from '../src/domain/enums';
import { lotTerms } from '../src/domain/lot-terms';

/** The same rules, told a second time in another language by means of its own: what a day is, the month's end, the clock's changes. */
const ORACLE = `
-- Of a local time that comes twice, the first; PostgreSQL by itself takes the second.
CREATE FUNCTION instant_of(local timestamp, zone text) RETURNS timestamptz LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE at timestamptz := local AT TIME ZONE zone;
        shift interval;
BEGIN
  FOREACH shift IN ARRAY ARRAY['30 minutes', '1 hour', '2 hours']::interval[] LOOP
    IF ((at - shift) AT TIME ZONE zone) = local THEN RETURN at - shift; END IF;
  END LOOP;
  RETURN at;
END $$;

CREATE FUNCTION oracle(earned timestamptz, zone text, day_starts int, pending int, kind text, n int, OUT active_at timestamptz, OUT expires_on date, OUT expires_at timestamptz)
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE earned_on date := ((earned AT TIME ZONE zone) - make_interval(mins => day_starts))::date;
        active_on date := earned_on + pending;
BEGIN
  active_at := CASE WHEN pending = 0 THEN earned ELSE instant_of(active_on + make_interval(mins => day_starts), zone) END;
  expires_on := CASE kind
    WHEN 'AFTER_DAYS' THEN active_on + n
    WHEN 'AFTER_MONTHS' THEN (active_on + make_interval(months => n))::date
    WHEN 'INACTIVITY_MONTHS' THEN (active_on + make_interval(months => n))::date
    WHEN 'END_OF_MONTH' THEN (date_trunc('month', active_on) + make_interval(months => n + 1))::date - 1
    WHEN 'END_OF_YEAR' THEN make_date(extract(year FROM active_on)::int + n, 12, 31)
  END;
  expires_at := instant_of(expires_on + 1 + make_interval(mins => day_starts), zone);
END $$`;

const ZONES = ['Asia/Taipei', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Asia/Kolkata', 'America/St_Johns', 'UTC'];
const KINDS = Object.values(PointsExpiryKind);
const VECTORS = 5_000;
const FIRST = Date.UTC(2012, 0, 1);
const LAST = Date.UTC(2037, 0, 1);

interface Vector {
  readonly earned: string;
  readonly zone: string;
  readonly day_starts: number;
  readonly pending: number;
  readonly kind: PointsExpiryKind;
  readonly n: number;
}

/** The same numbers in every run (Lehmer's generator), so that a difference can be looked at again. */
function* random(seed: number): Generator<(below: number) => number, never> {
  let state = BigInt(seed);
  const next = (below: number): number => Number((state = (state * 48_271n) % 2_147_483_647n) % BigInt(below));
  for (;;) yield next;
}

function vectors(): Vector[] {
  const generator = random(20_260_105);
  return Array.from({ length: VECTORS }, (_, index) => {
    const pick = generator.next().value;
    // Every fourth stands close to the end of a month, where clamping and clock changes are.
    const at = new Date(FIRST + pick(Math.floor((LAST - FIRST) / 1000)) * 1000 + pick(1000));
    if (index % 4 === 0) at.setUTCDate(28 + pick(4));
    const kind = KINDS[pick(KINDS.length)] as PointsExpiryKind;
    return { earned: at.toISOString(), zone: ZONES[pick(ZONES.length)] as string, day_starts: [0, 0, 300, 90, 1439][pick(5)] as number, pending: [0, 0, 1, 14, 60][pick(5)] as number, kind, n: pick(kind === PointsExpiryKind.AFTER_DAYS ? 800 : 30) + 1 };
  });
}

describe('expiry falls when the rules say', () => {
  let database: TestDatabase;
  let client: Client;
  beforeAll(async () => {
    database = await createEmptyDatabase();
    client = new Client({ connectionString: database.ownerUrl });
    await client.connect();
    await client.query(ORACLE);
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it(`${VECTORS} vectors agree with an oracle in PL/pgSQL`, async () => {
    const all = vectors();
    const { rows } = await client.query({
      text: `SELECT o.active_at, o.expires_on, o.expires_at FROM jsonb_to_recordset($1::jsonb) AS v(earned timestamptz, zone text, day_starts int, pending int, kind text, n int, place bigint),
        oracle(v.earned, v.zone, v.day_starts, v.pending, v.kind, v.n) AS o ORDER BY v.place`,
      values: [JSON.stringify(all.map((vector, place) => ({ ...vector, place })))],
      types: { getTypeParser: ((oid: number, format?: 'text') => (oid === 1082 ? String : types.getTypeParser(oid, format))) as typeof types.getTypeParser },
    });
    const differences = all.flatMap((vector, index) => {
      const terms = lotTerms(new Date(vector.earned), { pendingDays: vector.pending, expiry: vector.kind, expiryCount: vector.n }, { timeZone: vector.zone, dayStartsAt: vector.day_starts });
      const ours = { active_at: terms.activeAt, expires_on: terms.expiresOn, expires_at: terms.expiresAt };
      return JSON.stringify(ours) === JSON.stringify(rows[index]) ? [] : [{ vector, ours, oracle: rows[index] }];
    });
    expect(rows).toHaveLength(VECTORS);
    expect(differences).toEqual([]);
  });

  it.each([['2025-01-31', 1, '2025-02-28'], ['2024-01-31', 1, '2024-02-29'], ['2025-08-31', 6, '2026-02-28']])('%s and %i months end on %s', (from, months, on) => {
    const terms = lotTerms(new Date(`${from}T12:00:00Z`), { pendingDays: 0, expiry: PointsExpiryKind.AFTER_MONTHS, expiryCount: months }, { timeZone: 'UTC', dayStartsAt: 0 });
    expect(terms.expiresOn).toBe(on);
  });
});
