/**
 * What pages of other sites load, as `/assets/seats.v1.js` (`assets/embed-script.ts`): `<seatmesh-seats event="evt_…">`. It knows no language; of
 * what it shows it loads the script of the one that is asked for, once an element comes near to being seen.
 */

/** What the script of a language has. */
interface EmbedModule {
  showSeats: (element: HTMLElement, root: ShadowRoot) => () => void;
}

/** Paths of the scripts, by language, as they are from where this one was loaded. */
export type EmbedScripts = Readonly<Record<string, string>>;

const NAME = 'seatmesh-seats';
/** Loaded a little before it is seen. */
const NEAR = '400px';

export function defineSeats(scripts: EmbedScripts): void {
  if (customElements.get(NAME)) return;
  customElements.define(
    NAME,
    class extends HTMLElement {
      static readonly observedAttributes = ['event', 'lang'];
      #end: (() => void) | undefined;
      #watcher: IntersectionObserver | undefined;
      /** Which showing is the one that counts: an attribute may change while a script is on its way. */
      #showing = 0;

      connectedCallback(): void {
        this.#watcher = new IntersectionObserver(
          (entries) => {
            if (entries.some(({ isIntersecting }) => isIntersecting)) this.#show();
          },
          { rootMargin: NEAR },
        );
        this.#watcher.observe(this);
      }

      disconnectedCallback(): void {
        this.#watcher?.disconnect();
        this.#stop();
      }

      attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
        if (before === after || !this.#end) return;
        this.#stop();
        this.#show();
      }

      #stop(): void {
        this.#showing++;
        this.#end?.();
        this.#end = undefined;
      }

      #show(): void {
        this.#watcher?.disconnect();
        const showing = ++this.#showing;
        const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
        const script = scripts[languageFor(this, Object.keys(scripts))] ?? '';
        import(script).then(
          ({ showSeats }: EmbedModule) => {
            if (showing === this.#showing) this.#end = showSeats(this, root);
          },
          () => {
            // What stands within the element is shown where nothing else can be: a link to the event's page, say.
            root.replaceChildren(document.createElement('slot'));
          },
        );
      }
    },
  );
}

/** What the element or the page around it says it is in, what its reader has, or the first. */
export function languageFor(element: Element, languages: readonly string[]): string {
  const said = element.closest('[lang]')?.getAttribute('lang') ?? '';
  const wanted = [said, ...navigator.languages].map((tag) => tag.toLowerCase().split('-', 1)[0] ?? '');
  return wanted.find((one) => languages.includes(one)) ?? languages[0] ?? '';
}
