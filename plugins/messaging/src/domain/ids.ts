import { NIL_UUID, readId } from '@regulars/plugin-sdk';

export const TEMPLATE_PREFIX = 'mtp';
export const BROADCAST_PREFIX = 'mbc';
export const MESSAGE_PREFIX = 'msg';
export const TEST_PREFIX = 'mts';

/** What an id of anything else stands for is nothing: it is looked for all the same. */
export const uuidIn = (prefix: string, id: string): string => readId(prefix, id) ?? NIL_UUID;
