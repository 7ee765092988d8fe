/** The parts of the picker for the style guide, as they stand in a page: seats, sections, legend, and what could not be loaded. */
const STANDINGS = ['free', 'chosen', 'yours', 'held', 'taken'] as const;
const SIGNS = ['', 'seat-wheelchair', 'seat-companion', 'seat-restricted'] as const;
const HUES = [0, 1, 2, 3, 4, 5] as const;
const FORMS = ['free', 'mine', 'held', 'gone'] as const;

const SECTIONS = [
  { name: 'Stalls', figures: '34 of 400 free', price: 'from €45', isShut: false },
  { name: 'Balcony', figures: 'Held by others', price: 'from €30', isShut: true },
  {
    name: 'A section with a name that is longer than a line of a phone has room for',
    figures: 'Sold out',
    price: 'from €1,250.50',
    isShut: true,
  },
] as const;

/** Seats in every state, with every sign and of every price. */
export function SeatStates() {
  return (
    <div class="picker one-column" data-hues="6">
      <p class="actions">
        {STANDINGS.map((standing) => (
          <button key={standing} type="button" class={`seat seat-${standing} hue-0`} aria-label={`12, ${standing}`}>
            12
          </button>
        ))}
        <button type="button" class="seat seat-chosen hue-0" aria-busy="true" aria-label="12, asked for">
          12
        </button>
        <button type="button" class="seat seat-free seat-unsuited hue-0" aria-label="12, not what is looked for">
          12
        </button>
      </p>
      <p class="actions">
        {SIGNS.slice(1).map((sign) => (
          <button key={sign} type="button" class={`seat seat-free hue-1 ${sign}`} aria-label={`7, ${sign.slice(5)}`}>
            7
          </button>
        ))}
      </p>
      <p class="actions">
        {HUES.map((hue) => (
          <button key={hue} type="button" class={`seat seat-free hue-${hue}`} aria-label={`${hue + 1}, a price`}>
            {hue + 1}
          </button>
        ))}
      </p>
      <Sections />
      <div class="seats-legend">
        <ul>
          <li class="hue-0">
            <span class="seats-swatch" aria-hidden="true" />
            <span class="seats-figure" data-longest="Stalls, €45, 120 free">
              <span>Stalls, €45, 9 free</span>
            </span>
          </li>
        </ul>
        <ul>
          {FORMS.map((form) => (
            <li key={form}>
              <span class={`seats-form seats-form-${form}`} aria-hidden="true" />
              {form}
            </li>
          ))}
        </ul>
      </div>
      <div class="seats-failed">
        <p>The map could not be loaded. The list has the same seats.</p>
        <button type="button" class="button quiet">
          Try again
        </button>
      </div>
    </div>
  );
}

function Sections() {
  return (
    <div class="seats-sections">
      <ul>
        {SECTIONS.map(({ name, figures, price, isShut }, hue) => (
          <li key={name}>
            <button type="button" class={`seats-section hue-${hue}`} aria-disabled={isShut ? 'true' : undefined}>
              <span class="seats-swatch" aria-hidden="true" />
              <span class="seats-section-name">{name}</span>
              <span class="seats-section-figures">{figures}</span>
              <span class="seats-section-price">{price}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
