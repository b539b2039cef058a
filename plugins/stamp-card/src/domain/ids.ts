export const PROGRAM_PREFIX = 'scp';
export const CARD_PREFIX = 'scd';
