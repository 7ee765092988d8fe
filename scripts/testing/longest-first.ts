/** The order of test files: the longest begins first, so that at the end nobody waits for it alone. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those that take minutes, where vitest has not yet measured any file. */
const LONGEST = /scripts\/trials\/(?:prove\/prove|bench\/bench)\.test\.ts$/;

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- it is no array's
    const sorted = await super.sort(files);
    return [true, false].flatMap((isLong) => sorted.filter(({ moduleId }) => LONGEST.test(moduleId) === isLong));
  }
}
