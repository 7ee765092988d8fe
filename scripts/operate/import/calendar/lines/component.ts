/** What an iCalendar text is made of (RFC 5545, 3.1 and 3.6). */

/** One property: `DTSTART;TZID=Europe/Berlin:20310304T190000`. */
export interface CalendarProperty {
  /** In capitals. */
  name: string;
  /** By name in capitals. */
  parameters: ReadonlyMap<string, string>;
  /** As it stands, with its escapes. */
  value: string;
}

/** The properties of a component, without those of the components inside it. */
export interface Component {
  /** In capitals, such as VEVENT. */
  kind: string;
  properties: CalendarProperty[];
  components: Component[];
  /** It has an END of its own. */
  isEnded: boolean;
}
