/** The organizer's pages by their paths, for the server and the script that shows them. Pure. */

const OF_EVENT = ['edit', 'orders', 'seats', 'preview'] as const;

/** A page of the desk. */
export type DeskRoute =
  | { page: 'events' }
  | { page: 'new' }
  /** The hall of an event that is being written. */
  | { page: 'new-hall' }
  | { page: 'event' | (typeof OF_EVENT)[number]; eventId: string }
  | { page: 'order'; eventId: string; orderId: string };

/** The page at a path, which has no language; undefined where there is none. */
export function deskRouteAt(path: string): DeskRoute | undefined {
  if (path === '/organize') return { page: 'events' };
  if (path === '/organize/new') return { page: 'new' };
  if (path === '/organize/new/hall') return { page: 'new-hall' };
  const [, eventId, rest, orderId] =
    /^\/organize\/events\/(evt_[\w]{1,40})(?:\/([a-z]{1,20})(?:\/(ord_[\w]{1,40}))?)?$/.exec(path) ?? [];
  if (eventId === undefined) return undefined;
  if (rest === undefined) return { page: 'event', eventId };
  if (orderId !== undefined) return rest === 'orders' ? { page: 'order', eventId, orderId } : undefined;
  const page = OF_EVENT.find((one) => one === rest);
  return page && { page, eventId };
}

export function deskPath(route: DeskRoute): string {
  switch (route.page) {
    case 'events':
      return '/organize';
    case 'new':
      return '/organize/new';
    case 'new-hall':
      return '/organize/new/hall';
    case 'event':
      return `/organize/events/${route.eventId}`;
    case 'order':
      return `/organize/events/${route.eventId}/orders/${route.orderId}`;
    default:
      return `/organize/events/${route.eventId}/${route.page}`;
  }
}

/** Where the chart of an event is edited: a page of its own. */
export function hallPath(eventId: string): string {
  return `/organize/events/${eventId}/hall`;
}
