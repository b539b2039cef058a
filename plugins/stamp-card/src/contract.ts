export { StampAddedEvent, StampCardCompletedEvent } from './api/stamp-card-event.type';
export { StampCardProgram } from './api/stamp-card-program.type';
export { StampCard, StampCardState } from './api/stamp-card.type';
export { StampAdded, type StampAddedPayload, StampCardCompleted, type StampCardCompletedPayload } from './domain/events';
export { permissions as stampCardPermissions } from './permissions';
