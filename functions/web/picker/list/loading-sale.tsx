/** The sale of an event, waited for: where it cannot be loaded that is told, and can be tried again. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import * as texts from '../../texts/of-page.ts';
import { loadedSale, type SeatSale, seatSaleOf } from '../seat-sale.ts';
import { LoadFailed } from './later.tsx';

export interface LoadingSale {
  /** Undefined until it is there. */
  sale: SeatSale | undefined;
  /** What is shown until then. */
  waiting: JSX.Element;
  /** Whether somebody has tried again: the button he did it with is gone once the sale is there. */
  isRetried: boolean;
}

const failedWords = (_error: unknown): Promise<string> => Promise.resolve(texts.seatsLoadFailed);

/**
 * @param starting what is said at first
 * @param words what is said of a failure
 * @param home the origin of the API, where the page is another site's
 */
export function useLoadingSale(
  eventId: string,
  starting: string,
  words: (error: unknown) => Promise<string> = failedWords,
  home?: string,
): LoadingSale {
  const [sale, setSale] = useState<SeatSale>();
  /** Undefined: nothing has failed yet; empty: it is being tried again. */
  const [told, setTold] = useState<string>();
  const load = (): void => {
    void seatSaleOf(eventId, home)
      .catch(async (error: unknown) => {
        setTold(await words(error));
        return undefined;
      })
      .then((made) => made && setSale(made));
  };
  useEffect(() => {
    setSale(undefined);
    setTold(undefined);
    load();
    // Another part of the page may try again with more luck.
    let isWanted = true;
    void loadedSale(eventId).then((made) => isWanted && setSale(made));
    return () => {
      isWanted = false;
    };
  }, [eventId]);
  const again = (): void => {
    setTold('');
    load();
  };
  return {
    sale,
    waiting: told === undefined ? <p role="status">{starting}</p> : <LoadFailed told={told} onAgain={again} />,
    isRetried: told !== undefined,
  };
}
