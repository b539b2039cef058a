import { stateAfter, type ToldKind } from './delivery';

type State = Parameters<typeof stateAfter>[0]['state'];

const after = (state: State, kind: ToldKind, reason: string | null = null, clicked = false): State | null => stateAfter({ state, reason, clicked_at: clicked ? new Date(0) : null }, kind);

it.each<[State, string | null, (State | null)[]]>([
  ['QUEUED', null, ['SENT', 'DELIVERED', 'OPENED', null]],
  ['SENDING', null, ['SENT', 'DELIVERED', 'OPENED', 'FAILED']],
  ['SENT', null, [null, 'DELIVERED', 'OPENED', 'FAILED']],
  ['DELIVERED', null, [null, 'DELIVERED', 'OPENED', 'DELIVERED']],
  ['OPENED', null, [null, 'OPENED', 'OPENED', 'OPENED']],
  ['FAILED', 'UNCERTAIN', ['SENT', 'DELIVERED', 'OPENED', 'FAILED']],
  ['FAILED', 'ADDRESS_UNKNOWN', [null, null, null, null]],
  ['SUPPRESSED', 'CANCELLED', [null, null, null, null]],
])('%s (%s) becomes by SENT, DELIVERED, OPENED and FAILED %j', (state, reason, states) => {
  expect((['SENT', 'DELIVERED', 'OPENED', 'FAILED'] as const).map((kind) => after(state, kind, reason))).toEqual(states);
});

it('stays clicked, also where it was clicked before it was known to be sent', () => {
  expect((['SENDING', 'CLICKED'] as const).flatMap((state) => (['DELIVERED', 'OPENED', 'FAILED'] as const).map((kind) => after(state, kind, null, true)))).toEqual(Array(6).fill('CLICKED'));
});
