/** What other modules may use of webhook. */
export { permissions as webhookPermissions } from './permissions';
