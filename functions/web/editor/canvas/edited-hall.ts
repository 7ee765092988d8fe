/**
 * The document as the picker’s painter draws halls. Sections that have not changed are not worked out again: 50,000 seats stay fluid while
 * one section is pulled.
 */
import { boxOf, type PlanBox } from '../../../shared/plan/outline.ts';
import type { SectionLayout } from '../../../shared/plan/layout.ts';
import {
  hallCategories,
  hallSection,
  type Hall,
  type HallCategory,
  type HallSection,
} from '../../picker/hall/seat-hall.ts';
import { sectionLaid, shapeLaid } from '../model/geometry.ts';
import { placesIn } from '../../../shared/plan/seat-numbers.ts';
import { type EditedSection, type HallDocument, shapesOf } from '../model/hall-document.ts';

interface Known {
  layout: SectionLayout;
  categories: readonly HallCategory[];
  start: number;
  made: HallSection;
}

export class EditedHalls {
  #known = new WeakMap<EditedSection, Known>();
  #prices: HallDocument['prices'] | undefined;
  #categories: readonly HallCategory[] = [];
  #of: HallDocument | undefined;
  #hall: Hall | undefined;

  of(document: HallDocument, currency: string): Hall {
    if (this.#of === document && this.#hall) return this.#hall;
    if (this.#prices !== document.prices) {
      this.#prices = document.prices;
      this.#categories = hallCategories(document.prices);
    }
    let start = 0;
    const starts = new Int32Array(document.chart.sections.length);
    const sections = document.chart.sections.map((section, at) => {
      starts[at] = start;
      const made = this.#section(section, sectionLaid(document, section), at, start);
      start += made.places;
      return made;
    });
    const shapes = shapesOf(document).map(shapeLaid);
    const bounds = boundsOfHall([...sections, ...shapes].map(({ box }) => box));
    this.#of = document;
    this.#hall = {
      focus: document.plan.focus ?? [0, 0],
      bounds,
      schematic: false,
      floors: document.plan.floors ?? [],
      sections,
      shapes,
      views: [],
      categories: this.#categories,
      seats: start,
      chartVersion: 0,
      currency,
      byId: new Map(sections.map((section) => [section.id, section])),
      order: new Int32Array(),
      starts,
    };
    return this.#hall;
  }

  /** Seats are numbered in the order of the chart: by what lies before them, too. */
  #section(section: EditedSection, layout: SectionLayout, at: number, start: number): HallSection {
    const known = this.#known.get(section);
    if (
      known?.layout === layout &&
      known.categories === this.#categories &&
      known.start === start &&
      known.made.at === at
    )
      return known.made;
    const numbers = Int32Array.from({ length: placesIn(section) }, (_, index) => start + index);
    const made = hallSection(section, layout, this.#categories, at, numbers);
    this.#known.set(section, { layout, categories: this.#categories, start, made });
    return made;
  }
}

/** There is room around a hall to put something into; an empty one has a stage's. */
function boundsOfHall(boxes: readonly PlanBox[]): PlanBox {
  const { left, right, top, bottom } =
    boxes.length > 0 ? boxOf(boxes) : { left: -800, right: 800, top: -600, bottom: 900 };
  const room = 150 + 0.06 * Math.max(right - left, bottom - top);
  return { left: left - room, right: right + room, top: top - room, bottom: bottom + room };
}
