export { StampCardState } from './api/enums';
export { MissionStepDoneEvent, StampAddedEvent, StampCardCompletedEvent, StampCardExpiredEvent, StampCardNearlyFullEvent } from './api/stamp-card-event.type';
export { StampCardProgram } from './api/stamp-card-program.type';
export { MissionStep, StampCard } from './api/stamp-card.type';
export {
  MissionStepDone, type MissionStepDonePayload, StampAdded, type StampAddedPayload, StampCardCompleted, StampCardExpired, StampCardNearlyFull,
  type StampCardNearlyFullPayload, type StampCardPayload,
} from './domain/events';
export { type Happening, Missions, type MissionsService } from './domain/missions';
export { permissions as stampCardPermissions } from './permissions';
