export { stampCard, stampCard as default } from './plugin';
