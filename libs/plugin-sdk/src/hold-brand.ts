import { statement } from './statement';

/**
 * Holds the brand until the unit of work ends: who counts something of the brand's and adds to it, does so one after
 * the other. What is counted is counted by a later statement: this one's snapshot was taken before it waited.
 */
export const holdBrand = statement<{ id: string }>('platform.hold-brand', 'SELECT id FROM platform.brand WHERE id = platform.current_brand() FOR NO KEY UPDATE');
