/** Pages of a visitor's own: signing in, opening an account, orders, the account. */
import { render } from 'preact';

for (const place of document.querySelectorAll<HTMLElement>('[data-part]')) render(null, place);
