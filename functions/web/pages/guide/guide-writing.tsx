/** Writing an event, for the style guide: what is found again, what clashes, fields, and what a file had. */
import { GuideState } from './guide-state.tsx';

export function WritingStates() {
  return (
    <>
      <GuideState name="Found again in this browser">
        <div class="notice warm desk-restored">
          <p>What you had written was still in this browser.</p>
          <button type="button" class="button quiet">
            Start over
          </button>
        </div>
      </GuideState>
      <GuideState name="Somebody else has saved meanwhile">
        <div class="notice warm desk-meanwhile">
          <p class="strong">It was changed meanwhile.</p>
          <div class="desk-conflict">
            <p class="strong">Title</p>
            <p>Saved meanwhile: An evening of songs</p>
            <button type="button" class="button quiet">
              Take it
            </button>
          </div>
        </div>
      </GuideState>
      <LockedFields />
      <GuideState name="What a file had that is not here">
        <div class="notice good">
          <p>Taken over: 540 seats in 3 sections. What was left out:</p>
          <ul class="desk-list">
            <li>the colours of categories</li>
            <li>a seat without a number: section Balcony, row F, seat number 5 now shows 5</li>
          </ul>
        </div>
      </GuideState>
      <GuideState name="As buyers will see it">
        <div class="desk-preview">
          <p class="empty">The page of the event</p>
        </div>
      </GuideState>
    </>
  );
}

function LockedFields() {
  return (
    <GuideState name="Fields; one that is locked">
      <div class="desk-form">
        <fieldset class="desk-fields">
          <legend>
            <h2>Prices</h2>
          </legend>
          <div class="desk-row">
            <div class="field">
              <label for="guide-currency">Currency</label>
              <select id="guide-currency" disabled>
                <option>EUR</option>
              </select>
            </div>
          </div>
          <ul class="desk-prices">
            <li>
              <div class="desk-price">
                <div class="field">
                  <label for="guide-price">Price in EUR</label>
                  <input id="guide-price" inputMode="decimal" value="45,50" />
                </div>
                <button type="button" class="button quiet">
                  Remove
                </button>
              </div>
            </li>
          </ul>
          <ul class="desk-sections">
            <li>
              <div class="field">
                <label for="guide-rows">Rows</label>
                <input id="guide-rows" inputMode="numeric" value="12" />
              </div>
            </li>
          </ul>
        </fieldset>
        <div class="desk-save">
          <p class="actions">
            <button type="button" class="button">
              Save
            </button>
            <a class="button quiet" href="#leave">
              Leave it
            </a>
          </p>
        </div>
      </div>
    </GuideState>
  );
}
