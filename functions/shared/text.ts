/** Text that people write and others are shown: nothing in it may steer a screen, or make it read as something else than it says. */
import * as z from 'zod';

/**
 * No control characters (C0, C1), no separators of lines and paragraphs, and nothing that overrides or isolates the direction of what
 * stands around it (U+202A to U+202E, U+2066 to U+2069). Written so that other languages than this one read the pattern, too.
 */
// oxlint-disable-next-line no-control-regex
const ONE_LINE = /^[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]*$/;
/** As that; with tabs and line breaks. */
// oxlint-disable-next-line no-control-regex
const LINES = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]*$/;

/** A name or title: 1 to `most` characters in one line, without spaces around. */
export const textLine = (most: number) =>
  z.string().trim().min(1).max(most).regex(ONE_LINE, 'no control characters, line breaks or direction overrides');

/** Text of any number of lines. */
export const textLines = (most: number) =>
  z.string().max(most).regex(LINES, 'no control characters but tabs and line breaks, no direction overrides');
