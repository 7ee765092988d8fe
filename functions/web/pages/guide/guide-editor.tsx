/** The chart editor, for the style guide: tools, parts, fields, checks, and what it says. */
import { GuideState } from './guide-state.tsx';

const SIGN = 'M4 4h16v16H4z';

function Tool({ name, pressed }: { name: string; pressed?: boolean }) {
  return (
    <button type="button" class="editor-button" aria-pressed={pressed}>
      <svg class="editor-sign" viewBox="0 0 24 24" aria-hidden="true">
        <path d={SIGN} />
      </svg>
      {name}
    </button>
  );
}

export function EditorStates() {
  return (
    <div class="editor" data-hues="4">
      <ToolsState />
      <div class="editor-middle">
        <PartsState />
        <GuideState name="The plan; what is said, and what is wrong">
          <div class="editor-plan">
            <div class="editor-window" />
            <div class="editor-said">
              <p>A · Stalls turned by 5 degrees</p>
              <p class="fault">Row 1 of section A cannot have fewer seats: some are sold.</p>
            </div>
          </div>
        </GuideState>
        <FieldsState />
      </div>
      <GuideState name="Checks">
        <section class="editor-checks" aria-label="Checks">
          <ul>
            <li class="bad">
              <span>A · Stalls, row 3, seat 7 lies on seat 8.</span>
              <button type="button" class="editor-go">
                Show
              </button>
            </li>
            <li class="warm">
              <span>A · Stalls, row 4 has no seat for a companion.</span>
              <button type="button" class="editor-go">
                Show
              </button>
            </li>
          </ul>
        </section>
      </GuideState>
      <GuideState name="Somebody else has saved meanwhile">
        <div class="notice warm editor-merge">
          <p class="strong">Somebody else has changed this event meanwhile</p>
          <ul>
            <li>GA · Floor: changed</li>
          </ul>
          <p class="actions">
            <button type="button" class="button">
              Put both together
            </button>
          </p>
        </div>
      </GuideState>
    </div>
  );
}

function FieldsState() {
  return (
    <GuideState name="Fields; one that does not fit">
      <section class="editor-fields" aria-label="A · Stalls">
        <fieldset class="editor-group">
          <legend>Size</legend>
          <div class="editor-pair">
            <label class="editor-field">
              <span>Rows</span>
              <input type="number" value="20" />
            </label>
            <label class="editor-field">
              <span>Seats</span>
              <input type="number" value="0" min="1" />
            </label>
          </div>
          <div class="editor-choices">
            <button type="button" class="editor-button">
              Mirror
            </button>
            <button type="button" class="editor-button">
              Copy
            </button>
          </div>
        </fieldset>
        <ul class="editor-prices">
          <li>
            <span class="editor-swatch hue-0" />
            <label class="editor-field">
              <span>Name</span>
              <input value="Front" />
            </label>
            <label class="editor-field">
              <span>Price</span>
              <input value="45.50" />
            </label>
            <button type="button" class="editor-button">
              ×
            </button>
          </li>
        </ul>
        <ul class="editor-floors">
          <li>
            <label class="editor-field">
              <span>Name of the floor</span>
              <input value="Balcony" />
            </label>
            <button type="button" class="editor-button">
              ×
            </button>
          </li>
        </ul>
        <ul class="editor-views">
          <li>
            <div class="editor-view-picture" />
            <label class="editor-field">
              <span>What is seen</span>
              <input value="The stage from row 12" />
            </label>
          </li>
        </ul>
      </section>
    </GuideState>
  );
}

function ToolsState() {
  return (
    <GuideState name="Tools; what is saved">
      <div class="editor-bar">
        <div class="editor-bar-part">
          <Tool name="Select" pressed />
          <Tool name="Rows of seats" pressed={false} />
        </div>
        <div class="editor-bar-part">
          <button type="button" class="editor-button">
            Undo
          </button>
          <button type="button" class="editor-button" aria-disabled="true">
            Redo
          </button>
          <label class="editor-tick">
            <input type="checkbox" checked /> Snap
          </label>
        </div>
        <div class="editor-bar-part editor-bar-end">
          <span class="editor-saving">Not saved yet; kept in this browser</span>
          <button type="button" class="editor-button strong">
            Save
          </button>
        </div>
      </div>
    </GuideState>
  );
}

function PartsState() {
  return (
    <GuideState name="Parts of the hall; rows of a section">
      <section class="editor-parts" aria-label="Parts of the hall">
        <ul>
          <li>
            <button type="button" class="editor-part" aria-pressed="true">
              <span>A · Stalls</span>
              <span class="small">400 seats</span>
            </button>
          </li>
          <li>
            <button type="button" class="editor-part" aria-pressed="false">
              <span>Stage</span>
            </button>
          </li>
        </ul>
        <ul class="editor-rows">
          <li>
            <button type="button" class="editor-row" aria-pressed="false">
              <span>Row 1</span>
              <span class="small">1–20</span>
            </button>
          </li>
        </ul>
      </section>
    </GuideState>
  );
}
