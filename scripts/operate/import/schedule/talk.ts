/** What the schedule of a conference tells, whichever of its forms it is in: texts as they stand there. */

/** A conference. What it does not tell is empty. */
export interface Conference {
  title: string;
  acronym: string;
  venue: string;
  city: string;
  country: string;
  /** Name of the time zone. */
  zone: string;
  /** Until this time (`09:00:00`) a talk belongs to the day before. */
  dayChange: string;
  /** Where the schedule is published. */
  baseUrl: string;
}

/** A talk, a concert, a workshop. What it does not tell is empty. */
export interface Talk {
  guid: string;
  id: string;
  /** The day it is listed under (`2031-02-01`). */
  day: string;
  /** When that day begins and ends (`2031-02-01T09:00:00+01:00`, `09:00`). */
  dayStart: string;
  dayEnd: string;
  /** `2031-02-01T10:00:00+01:00` */
  date: string;
  /** `10:00` */
  start: string;
  /** `00:50` */
  duration: string;
  room: string;
  title: string;
  subtitle: string;
  track: string;
  type: string;
  abstract: string;
  description: string;
  url: string;
  /** A picture: a link, or a path on the server of the schedule. */
  logo: string;
  persons: string[];
}

/** A schedule, taken apart. */
export interface Schedule {
  conference: Conference;
  talks: Talk[];
}
