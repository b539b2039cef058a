import type { EventSelection } from '@regulars/plugin-sdk';

/** What an endpoint selects from: the subscription of the events of members. */
export const selectionOf = (query: string): EventSelection => ({ field: 'memberEvents', text: query });
