/** Every part that pages are made of, in each of its states, to look at while working on them. In English: it is for who develops. */
import type { ComponentChildren } from 'preact';
import type { Page, PageView } from './page-view.ts';
import { DeskStates } from './guide/guide-desk.tsx';
import { EditorStates } from './guide/guide-editor.tsx';
import { CheckoutStates, ChoosingStates } from './styleguide-buying.tsx';
import { sampleEvents } from './styleguide-events.ts';
import { OwnStates } from './styleguide-own.tsx';
import { SeatStates } from './styleguide-seats.tsx';
import { EventCard } from './whats-on.tsx';

/** The colours of `style/parts/tokens.css`. */
export const COLOURS = [
  'ground',
  'surface',
  'sunken',
  'map',
  'ink',
  'ink-soft',
  'line',
  'line-strong',
  'accent',
  'accent-strong',
  'on-accent',
  'accent-wash',
  'good',
  'good-wash',
  'warm',
  'warm-wash',
  'bad',
  'bad-wash',
] as const;

/** Only where an installation is on this very machine: for whoever works on it. */
export function isInDevelopment(publicUrl: string | undefined): boolean {
  return publicUrl !== undefined && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(publicUrl).hostname);
}

export function styleguidePage(view: PageView): Page {
  return {
    status: 200,
    title: 'Style guide',
    isPrivate: true,
    cache: 'none',
    styles: ['desk.css', 'editor.css', 'styleguide.css'],
    body: (
      <div class="wide styleguide">
        <h1>Style guide</h1>
        <Part name="Colours">
          <Colours />
        </Part>
        <Part name="Type">
          <TypeScale />
        </Part>
        <Part name="Buttons">
          <Buttons />
        </Part>
        <Part name="Badges and notices">
          <Tones />
        </Part>
        <Part name="Fields">
          <Fields />
        </Part>
        <Part name="Seats">
          <SeatStates />
        </Part>
        <Part name="Choosing">
          <ChoosingStates />
        </Part>
        <Part name="Checkout">
          <CheckoutStates />
        </Part>
        <Part name="Orders and account">
          <OwnStates />
        </Part>
        <Part name="Search">
          <SearchForms />
        </Part>
        <Part name="Events">
          <ul class="events">
            {sampleEvents(view.now).map((event) => (
              <li key={event.id}>
                <EventCard view={view} event={event} />
              </li>
            ))}
          </ul>
        </Part>
        <Part name="Organizer’s desk">
          <DeskStates />
        </Part>
        <Part name="Chart editor">
          <EditorStates />
        </Part>
        <Part name="Nothing there, and not yet there">
          <Absent />
        </Part>
      </div>
    ),
  };
}

function Part({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <section aria-label={name}>
      <p class="kicker">{name}</p>
      {children}
    </section>
  );
}

function Colours() {
  return (
    <>
      <ul class="swatches">
        {COLOURS.map((name) => (
          <li key={name}>
            <span class={`swatch swatch-${name}`} />
            <code>--{name}</code>
          </li>
        ))}
      </ul>
    </>
  );
}

function TypeScale() {
  return (
    <>
      <h1>Heading of a page</h1>
      <h2>Heading of a part</h2>
      <p class="lead">What a page is about, in one sentence.</p>
      <p>
        Text, with <a href="#text">a link</a>, <strong>what matters</strong> and{' '}
        <span class="small">what is less so</span>.
      </p>
      <p class="kicker">what kind of thing it is</p>
    </>
  );
}

function SearchForms() {
  return (
    <>
      <div class="search">
        <div class="search-line">
          <label class="field">
            <span>Search</span>
            <input type="search" placeholder="Title, artist, venue …" />
          </label>
          <button type="button" class="button">
            Search
          </button>
        </div>
        <details>
          <summary>More filters</summary>
          <div class="search-more">
            <label class="field">
              <span>City</span>
              <input type="text" />
            </label>
            <label class="field">
              <span>From</span>
              <input type="date" />
            </label>
          </div>
        </details>
      </div>
    </>
  );
}

function Absent() {
  return (
    <>
      <div class="empty">
        <p>Nothing matches.</p>
        <a class="button quiet" href="#empty">
          Clear all
        </a>
      </div>
      <p class="loading">Loading …</p>
      <nav class="pager" aria-label="Pages">
        <a class="button quiet" href="#later">
          Later events
        </a>
      </nav>
    </>
  );
}

function Tones() {
  return (
    <>
      <p class="actions">
        {['', 'good', 'warm', 'bad'].map((tone) => (
          <span key={tone} class={`badge ${tone}`}>
            {tone || 'plain'}
          </span>
        ))}
      </p>
      {['', 'good', 'warm', 'bad'].map((tone) => (
        <p key={tone} class={`notice ${tone}`}>
          A notice, {tone || 'plain'}, with <a href="#notice">a link</a>.
        </p>
      ))}
    </>
  );
}

function Buttons() {
  const states = [{}, { 'aria-busy': true }, { disabled: true }, { 'aria-disabled': true }] as const;
  return (
    <>
      {['', 'quiet', 'danger'].map((kind) => (
        <p key={kind} class="actions">
          {states.map((state, index) => (
            <button key={index} type="button" class={`button ${kind}`} {...state}>
              {Object.keys(state)[0] ?? 'Button'}
            </button>
          ))}
        </p>
      ))}
      <p>
        <button type="button" class="link">
          A button that reads as a link
        </button>
      </p>
    </>
  );
}

function Fields() {
  return (
    <div class="form">
      <div class="field">
        <label for="plain">Empty</label>
        <input id="plain" placeholder="What may be written" />
      </div>
      <div class="field">
        <label for="filled">Filled, with a hint</label>
        <input id="filled" value="ada@example.com" aria-describedby="filled-hint" />
        <p class="small" id="filled-hint">
          What is to be known of it.
        </p>
      </div>
      <div class="field">
        <label for="wrong">Wrong</label>
        <input id="wrong" value="ada" aria-invalid aria-describedby="wrong-fault" />
        <p class="fault" id="wrong-fault">
          Does not fit
        </p>
      </div>
      <div class="field">
        <label for="choice">One of several</label>
        <select id="choice">
          <option>Stalls</option>
          <option>Balcony</option>
        </select>
      </div>
      <label class="tick">
        <input type="checkbox" checked />
        <span>Ticked</span>
      </label>
    </div>
  );
}
