export { stampCard } from './plugin';
