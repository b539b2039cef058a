/** The whole, in basis points: hundredths of a per cent. */
export const WHOLE_BP = 10_000;

/** For what is reckoned in bigints. */
export const WHOLE_BP_BIG = BigInt(WHOLE_BP);
