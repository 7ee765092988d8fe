/** All faults there are. */
import { clockFaults } from './clock-faults.ts';
import { eventFaults } from './message-faults.ts';
import type { FaultKind } from './fault-kind.ts';
import { processFaults } from './process-faults.ts';
import { mysqlFaults, rabbitFaults, redisFaults } from './server-faults.ts';

export const ALL_FAULTS: readonly FaultKind[] = [
  ...processFaults,
  ...redisFaults,
  ...mysqlFaults,
  ...rabbitFaults,
  ...eventFaults,
  ...clockFaults,
];
