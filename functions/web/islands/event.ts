/** On the page of an event: its time where the reader is, sharing, and that the sale has begun. */
import { dateText } from '../texts/formats.ts';
import { chooseSeats, saleBegun, shareCopied, yourTime } from '../texts/of-page.ts';

const language = document.documentElement.lang;

function showYourTime(element: HTMLElement): void {
  const { starts = '', zone = '' } = element.dataset;
  const here = dateText(language, starts, 'short');
  if (here === dateText(language, starts, 'short', zone)) return;
  element.textContent = yourTime({ time: here });
  element.hidden = false;
}

// What writes dates takes a phone a tenth of a second to begin with: the seats go first.
const whenIdle = (work: () => void): void => {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(work, { timeout: 2_000 });
  else setTimeout(work, 200);
};
for (const element of document.querySelectorAll<HTMLElement>('.your-time')) whenIdle(() => showYourTime(element));

for (const button of document.querySelectorAll<HTMLButtonElement>('button.share')) {
  const text = button.textContent;
  button.hidden = false;
  button.addEventListener('click', () => {
    const url = document.querySelector<HTMLLinkElement>('link[rel=canonical]')?.href ?? location.href;
    void share(url, button.dataset['title'] ?? document.title).then((isCopied) => {
      if (!isCopied) return;
      button.textContent = shareCopied;
      setTimeout(() => {
        button.textContent = text;
      }, 3_000);
    });
  });
}

/** Those who wait for the same moment do not all ask in it. */
const SPREAD_MS = 2_000;
/** No timer of a browser runs for longer. */
const LONGEST_MS = 2 ** 31 - 1;
const ASK_MS = 15_000;

for (const notice of document.querySelectorAll<HTMLElement>('.notice[data-begins]'))
  awaitSale(notice, Date.parse(notice.dataset['begins'] ?? ''));

/** Says that the sale has begun, by the server's clock, and leads to the seats; by an address that no cache has of before. */
function awaitSale(notice: HTMLElement, beginsAt: number): void {
  const look = async (): Promise<void> => {
    const now = beginsAt > Date.now() ? Date.now() : await serverNow();
    if (now === undefined || now < beginsAt)
      return wait((now === undefined ? SPREAD_MS : beginsAt - now) + SPREAD_MS * Math.random());
    notice.classList.add('good');
    notice.removeAttribute('data-begins');
    notice.firstElementChild?.replaceChildren(saleBegun);
    const link = Object.assign(document.createElement('a'), {
      href: `${location.pathname}?begun#seats`,
      className: 'button',
      textContent: chooseSeats,
    });
    notice.append(' ', link);
  };
  const wait = (ms: number): void => void setTimeout(() => void look(), Math.min(ms, LONGEST_MS));
  if (!Number.isNaN(beginsAt)) wait(Math.max(0, beginsAt - Date.now()) + SPREAD_MS * Math.random());
}

/** Undefined where it is not answered. */
async function serverNow(): Promise<number | undefined> {
  const init: RequestInit = { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(ASK_MS) };
  const date = await fetch(location.pathname, init).then(
    ({ headers }) => Date.parse(headers.get('date') ?? ''),
    () => Number.NaN,
  );
  return Number.isNaN(date) ? undefined : date;
}

/** By what the system has for it, or else by copying. @returns whether it was copied */
async function share(url: string, title: string): Promise<boolean> {
  try {
    if (typeof navigator.share === 'function') {
      await navigator.share({ url, title });
      return false;
    }
    await navigator.clipboard.writeText(url);
    return true;
  } catch {
    return false; // thought better of
  }
}
