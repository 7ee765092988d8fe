/** All faults there are. */
import { clockFaults } from './clocks.ts';
import { eventFaults } from './events.ts';
import type { FaultKind } from './kinds.ts';
import { processFaults } from './processes.ts';
import { mysqlFaults, rabbitFaults, redisFaults } from './servers.ts';

export const ALL_FAULTS: readonly FaultKind[] = [
  ...processFaults,
  ...redisFaults,
  ...mysqlFaults,
  ...rabbitFaults,
  ...eventFaults,
  ...clockFaults,
];
