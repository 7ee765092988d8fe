/** What a calendar file is sent as. */
export const CALENDAR_TYPE = 'text/calendar';

/** @param name of the file that it is kept as, where it is one */
export function calendarHeaders(name?: string): Record<string, string> {
  return {
    'content-type': `${CALENDAR_TYPE}; charset=utf-8`,
    ...(name !== undefined && { 'content-disposition': `attachment; filename="${name}.ics"` }),
  };
}
