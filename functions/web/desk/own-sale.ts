/** The seats of an own event as they are right now: those of a draft, too, which nobody else sees. */
import { useEffect, useState } from 'preact/hooks';
import { SeatSale } from '../picker/seat-sale.ts';
import type { SeatMessage } from '../picker/hall/seat-states.ts';
import type { ChartAnswer } from '../picker/hall/seat-hall.ts';
import { askDesk, type DeskProblem } from './desk-api.ts';
import type { EventWithHall } from './form/event-draft.ts';

/** An own event as its pages know it. */
export interface OwnEvent extends EventWithHall {
  chart: EventWithHall['chart'] & Pick<ChartAnswer, 'chartVersion' | 'seatsTotal' | 'numbers'>;
  etag: string | undefined;
}

export type OwnSale = { sale: SeatSale } | { problem: DeskProblem };

/** Loaded once an event and version of it, and kept up while it is on sale. @param round another one loads it anew */
export function useOwnSale({ event, chart }: OwnEvent, round = 0): OwnSale | undefined {
  const [own, setOwn] = useState<OwnSale>();
  useEffect(() => {
    let isGone = false;
    let ends: (() => void) | undefined;
    setOwn(undefined);
    const url = new URL(`/v1/events/${event.id}`, location.href).href;
    void askDesk<SeatMessage>(`/v1/events/${event.id}/availability?seats=compact&since=0`).then((answer) => {
      if (isGone) return;
      if (!answer.ok) return setOwn({ problem: answer.problem });
      const sale = new SeatSale(url, { event, chart, seats: answer.body }, undefined, []);
      // Organizers look at it, and do not buy.
      sale.instead = () => {};
      if (event.status === 'published') {
        sale.follow();
        ends = () => sale.unfollow();
      }
      setOwn({ sale });
    });
    return () => {
      isGone = true;
      ends?.();
    };
  }, [event.id, event.version, round]);
  return own;
}
