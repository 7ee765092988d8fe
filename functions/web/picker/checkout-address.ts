/** The checkout in the page's address: a reload and Back find it again, and after an order what was bought. */

export const CHECKOUT = '#checkout';
/** With the order's id after it. */
const BOUGHT = '#bought-';

export const isCheckoutOpen = (): boolean => location.hash === CHECKOUT || location.hash.startsWith(BOUGHT);

/** The order that was placed at this address. */
export const orderInAddress = (): string | undefined =>
  location.hash.startsWith(BOUGHT) ? location.hash.slice(BOUGHT.length) : undefined;

export function keepOrderInAddress(orderId: string): void {
  if (isCheckoutOpen()) history.replaceState(history.state, '', BOUGHT + orderId);
}
