/** Where the API is for everybody. */
import * as z from 'zod';

/** The setting PUBLIC_URL; undefined where it is not set: then nothing names an address of this installation. */
export const publicUrl = z.url({ protocol: /^https?$/ }).optional();
