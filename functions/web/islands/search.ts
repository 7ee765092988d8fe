/**
 * Searching without loading the page anew: the form and the links of the list are asked for in the background, and what is found takes the place
 * of what was there. Addresses, Back and reloading are as without it.
 */
const RESULTS = 'results';
let latest: XMLHttpRequest | undefined;

/** `overtaken`: something else was asked for before it came, and the browser has nowhere to go for it. */
type Shown = 'shown' | 'failed' | 'overtaken';

/** The browser parses the page itself: no script makes HTML. */
function load(url: string): Promise<Document | Exclude<Shown, 'shown'>> {
  latest?.abort();
  const asking = (latest = new XMLHttpRequest());
  asking.open('GET', url);
  asking.responseType = 'document';
  asking.timeout = 15_000;
  const { promise, resolve } = Promise.withResolvers<Document | Exclude<Shown, 'shown'>>();
  asking.addEventListener('abort', () => resolve('overtaken'));
  asking.addEventListener('loadend', () =>
    resolve(asking.status === 200 ? (asking.responseXML ?? 'failed') : 'failed'),
  );
  asking.send();
  return promise;
}

/** Where it fails, the browser may go there. */
async function showResults(url: string): Promise<Shown> {
  const place = document.getElementById(RESULTS);
  place?.setAttribute('aria-busy', 'true');
  const found = await load(url);
  if (found === 'overtaken') return found;
  place?.removeAttribute('aria-busy');
  const results = found === 'failed' ? null : found.getElementById(RESULTS);
  if (!place || found === 'failed' || !results) return 'failed';
  place.replaceChildren(...[...results.childNodes].map((node) => document.adoptNode(node)));
  document.title = found.title;
  const [form, other] = [document.querySelector('form.search'), found.querySelector('form.search')];
  for (const input of form?.querySelectorAll('input') ?? []) {
    const asked = other?.querySelector<HTMLInputElement>(`input[name="${input.name}"]`);
    input.value = asked?.value ?? '';
    input.toggleAttribute('aria-invalid', false);
    if (asked?.hasAttribute('aria-invalid')) input.setAttribute('aria-invalid', 'true');
  }
  return 'shown';
}

/** @returns whether it is shown now */
async function goTo(url: string): Promise<boolean> {
  const shown = await showResults(url);
  if (shown === 'failed') location.assign(url);
  if (shown !== 'shown') return false;
  history.pushState({}, '', url);
  return true;
}

document.querySelector<HTMLFormElement>('form.search')?.addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  const url = new URL(form.action);
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && value.trim() !== '') url.searchParams.set(name, value.trim());
  }
  void goTo(url.href);
});

document.getElementById(RESULTS)?.addEventListener('click', (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>('.pager a, .empty a');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  void goTo(link.href).then((isShown) => {
    if (isShown) document.getElementById(RESULTS)?.scrollIntoView();
  });
});

addEventListener('popstate', () => {
  void showResults(location.href).then((shown) => {
    if (shown === 'failed') location.reload();
  });
});
