import { addDays, businessDateOf, type Context, divideFloor, type JsonObject, MemberKeys, reject, WHOLE_BP_BIG } from '@regulars/plugin-sdk';
import { type Cause, Members } from '@regulars/member/contract';
import { burnsByIds } from '../data/ledger.statements';
import { walletBalances } from '../data/wallet.statements';
import { InsufficientPointsError } from '../errors';
import { type Activity, keepAlive, readActivity } from './activity';
import { burn } from './burn';
import { earn } from './earn';
import { PointsEntryKind } from './enums';
import { Ledger, type Need } from './ledger';
import { endOfDay, lotTerms, lotTermsUntil } from './lot-terms';
import { refuseBurn } from './may-burn';
import type { PointsBurn, PointsGrant, PointsGranted, PointsService } from './points';
import { settingsHistory } from './read-settings';
import { byOwner, outstanding, restore } from './restore';
import { reverse } from './reverse';
import { spendableOf } from './wallet';

const causeOf = ({ module, key, orderId, detail }: Cause): JsonObject => ({ module, key, ...(orderId ? { orderId } : {}), ...(detail ? { detail } : {}) });

const membersOf = (items: readonly { readonly memberId: string }[]): string[] => [...new Set(items.map(({ memberId }) => memberId))];

/** The ledger behind the service token: one command after the other, then all writes at once. */
export class LedgerPoints implements PointsService {
  constructor(private readonly ctx: Context) {}

  async grant(grants: readonly PointsGrant[]): Promise<readonly PointsGranted[]> {
    if (grants.length === 0) return [];
    const { ctx } = this;
    const [{ current }, ledger] = await Promise.all([settingsHistory(ctx), Ledger.of(ctx)]);
    const members = membersOf(grants);
    const [activity, keys] = await Promise.all([this.loadWithActivity(ledger, { light: members }, grants), this.keysFor(grants)]);
    const granted = grants.map((grant) => {
      const terms = grant.expiresAt === undefined ? lotTerms(grant.at, { ...current, pendingDays: 0 }, ctx.brand) : lotTermsUntil(grant.at, grant.expiresAt, ctx.brand);
      const lotId = ledger.newId();
      const note = { at: grant.at, reason: grant.reason ?? null, cause: causeOf(grant.cause), explanation: { granted: grant.points, by: grant.cause.module, ...grant.cause.detail } };
      const entries = ledger.take(earn(ledger.wallet(grant.memberId), { lotId, orderId: null, points: grant.points, terms, note }, ctx.now), 'points', keys);
      return { lotId, entryId: entries.find((entry) => entry.kind === PointsEntryKind.EARN)?.id as string };
    });
    this.finish(ledger, members, activity);
    return granted;
  }

  async burn(burns: readonly PointsBurn[]): Promise<readonly string[]> {
    if (burns.length === 0) return [];
    const { ctx } = this;
    const [{ current }, ledger] = await Promise.all([settingsHistory(ctx), Ledger.of(ctx)]);
    const [standings, activity, keys] = await Promise.all([ctx.use(Members).standings(membersOf(burns)), this.loadWithActivity(ledger, { whole: membersOf(burns) }, burns), this.keysFor(burns)]);
    for (const { memberId } of burns) refuseBurn(standings.get(memberId), current, ctx.now);
    const ids = burns.map(({ memberId, points, at, reason, orderId, cause }) => {
      const wallet = ledger.wallet(memberId);
      const note = { at, reason: reason ?? null, orderId: orderId ?? null, cause: causeOf(cause), explanation: { burned: points, by: cause.module, ...cause.detail } };
      const posting = burn(wallet, { points, note }, ctx.now);
      if (!posting) reject(new InsufficientPointsError(points, spendableOf(wallet, ctx.now), 'points'));
      return ledger.take(posting, undefined, keys).find((entry) => entry.kind === PointsEntryKind.BURN)?.id as string;
    });
    this.finish(ledger, membersOf(burns), activity);
    return ids;
  }

  async restore(burnEntryIds: readonly string[], at: Date): Promise<void> {
    if (burnEntryIds.length === 0) return;
    const { ctx } = this;
    const [{ current }, ledger, burned] = await Promise.all([settingsHistory(ctx), Ledger.of(ctx), ctx.sql(burnsByIds(burnEntryIds))]);
    const due = burned.flatMap((row) => [...byOwner(row, outstanding(row.allocations, row.restored))].map(([memberId, open]) => ({ ...row, memberId, open })));
    await ledger.load(ctx, { whole: membersOf(due), lotIds: due.flatMap(({ open }) => open.map(([lotId]) => lotId)) });
    const expiresOn = addDays(businessDateOf(ctx.now, ctx.brand), current.restoreGraceDays);
    const grace = { expiresOn, expiresAt: endOfDay(expiresOn, ctx.brand) };
    for (const row of due) {
      const note = { at, orderId: row.order_id, restoresId: row.id, explanation: { policy: current.onBurnRefund } };
      const posting = restore(ledger.wallet(row.memberId), { allocations: row.open, policy: current.onBurnRefund, grace, note }, ctx.now);
      if (posting) ledger.take(posting);
    }
    ledger.send(ctx);
  }

  async revoke(grants: readonly { readonly memberId: string; readonly lotId: string }[], portionBp: number, at: Date): Promise<void> {
    if (grants.length === 0) return;
    const { ctx } = this;
    const [{ current }, ledger] = await Promise.all([settingsHistory(ctx), Ledger.of(ctx)]);
    await ledger.load(ctx, { whole: membersOf(grants), lotIds: grants.map(({ lotId }) => lotId) });
    for (const { memberId, lotId } of grants) {
      const wallet = ledger.wallet(memberId);
      const lot = wallet.lots.find(({ id }) => id === lotId);
      if (!lot) continue;
      const points = Number(divideFloor(BigInt(lot.quantity) * BigInt(portionBp), WHOLE_BP_BIG)) - lot.reversed;
      if (points <= 0) continue;
      const note = { at, explanation: { onShortfall: current.onShortfall, portionBp } };
      ledger.take(reverse(wallet, { lotId, points, onShortfall: current.onShortfall, note }, ctx.now));
    }
    ledger.send(ctx);
  }

  async balances(memberIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = memberIds.length === 0 ? [] : await this.ctx.sql(walletBalances(memberIds));
    const balances = new Map(rows.map((row) => [row.member_id, row.balance - row.held]));
    return new Map(memberIds.map((id) => [id, balances.get(id) ?? 0]));
  }

  /** The wallets, and of their members' activity what is known and what is being done now. */
  private async loadWithActivity(ledger: Ledger, need: Need, acts: readonly { readonly memberId: string; readonly at: Date }[]): Promise<readonly Activity[] | null> {
    const known = await readActivity(this.ctx, ledger, membersOf(acts), ledger.load(this.ctx, need));
    return known && [...known, ...acts.map(({ memberId, at }) => ({ memberId, orderId: null, on: businessDateOf(at, this.ctx.brand) }))];
  }

  /** Those of the members of whom something is said. */
  private async keysFor(acts: readonly { readonly memberId: string; readonly reason?: string | null }[]): Promise<MemberKeys> {
    const keys = this.ctx.use(MemberKeys);
    await keys.ready(membersOf(acts.filter(({ reason }) => reason != null)));
    return keys;
  }

  private finish(ledger: Ledger, memberIds: readonly string[], activity: readonly Activity[] | null): void {
    if (activity) keepAlive(this.ctx, ledger, memberIds, activity, this.ctx.now);
    ledger.send(this.ctx);
  }
}
