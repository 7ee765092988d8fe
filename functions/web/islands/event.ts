/** On the page of an event: its time where the reader is, and sharing. */
import { dateText } from '../texts/formats.ts';
import { shareCopied, yourTime } from '../texts/of-page.ts';

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
