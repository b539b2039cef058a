export { messaging, messaging as default } from './plugin';
