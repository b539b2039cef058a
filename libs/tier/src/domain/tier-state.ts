/** CURRENT: judged by the rules; GRACE: not renewed, falls at `until`; LOCKED: by staff, judged by nobody. */
export enum TierState {
  CURRENT = 'CURRENT',
  GRACE = 'GRACE',
  LOCKED = 'LOCKED',
}
