import { openedNetworks } from './domain/sending/networks';

/** What the operator of this process opened. A process whose environment cannot be read does not start. */
export const networks = openedNetworks();
