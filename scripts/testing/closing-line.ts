/** Ends a test run with one plain line that counts the tests of all projects; before it, those that passed only when they were run again. */
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** More than these are no chance: the run has failed. */
const AGAIN_AT_MOST = 3;

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: ReturnType<TestCase['result']>['state']) =>
      tests.filter((test) => test.result().state === state).length;
    const broken = modules.filter((module) => module.errors().length > 0).length + unhandled.length;
    const [passed, failed] = [count('passed'), count('failed') + broken];
    if (passed + failed === 0) {
      console.error('No test was run: none has what -t asks for in its name');
      process.exitCode = 1;
    }
    const again = tests.filter((test) => test.diagnostic()?.flaky);
    for (const test of again) console.log(`only when run again: ${test.module.relativeModuleId} > ${test.fullName}`);
    if (again.length > AGAIN_AT_MOST) {
      console.error(`${again.length} tests passed only when they were run again, ${AGAIN_AT_MOST} may`);
      process.exitCode = 1;
    }
    console.log(`${passed} passed, ${failed} failed, ${count('skipped')} skipped`);
  }
}
