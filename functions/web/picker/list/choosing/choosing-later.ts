/** Choosing, for what is there before its script is. */
import * as texts from '../../../texts/of-page.ts';
import type { SeatSale } from '../../seat-sale.ts';
import { loadedOnce, reloadWhenThere } from '../later.tsx';

export const choosingScript = loadedOnce(() => import('./choosing-script.ts'));

/** It is on its way before somebody has decided. */
export const prepareChoosing = (): void => void choosingScript().catch(() => undefined);

/** Does what somebody wants to be done; where it cannot be, that is said. */
export function whenChoosing(sale: SeatSale, work: (script: Awaited<ReturnType<typeof choosingScript>>) => void): void {
  choosingScript().then(work, async () => {
    if (!(await reloadWhenThere())) sale.alarm(texts.offline);
  });
}
