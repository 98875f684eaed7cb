/**
 * The first-run tour: a card beside each part that it tells of. The parts work while it is open, so that a step can be
 * tried at once.
 * @module
 */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { strings } from "../strings.ts";
import { tourStrings as words } from "./tour_strings.ts";

interface TourProps {
  /** The editor whose parts are shown. */
  element: HTMLElement;
  onClose: () => void;
}

const labelled = (label: string) => `[aria-label="${label}"]`;
/** What each step points at, in the order of the words. */
const PARTS = [
  ".transport .play",
  ".lane-strip",
  ".lane-field",
  ".map-editable",
  `${labelled(strings.correction.title)} .buttons`,
  labelled(strings.retrain.title),
];
/** Between the card and what it tells of, CSS pixels. */
const GAP = 12;

export default function Tour({ element, onClose }: TourProps) {
  const step = useSignal(0), card = useRef<HTMLDivElement>(null), spot = useRef<HTMLDivElement>(null);
  const last = step.value === PARTS.length - 1, [title, text] = words.steps[step.value];
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    return () => {
      // It began with the lanes and the map, and ends there.
      for (const scrolled of [element.closest(".group-body"), element.querySelector(".review-side")]) {
        scrolled?.scrollTo(0, 0);
      }
      if (before?.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    const part = element.querySelector<HTMLElement>(PARTS[step.value]);
    part?.scrollIntoView({ block: "nearest" });
    const place = () => part && placeBeside(card.current!, spot.current!, part.getBoundingClientRect());
    place();
    card.current!.querySelector<HTMLElement>(".primary")?.focus({ preventScroll: true });
    // Panels open, windows change, people scroll: the card stays with its part.
    const observer = new ResizeObserver(place);
    observer.observe(element);
    addEventListener("resize", place);
    addEventListener("scroll", place, true);
    return () => {
      observer.disconnect();
      removeEventListener("resize", place);
      removeEventListener("scroll", place, true);
    };
  }, [step.value]);
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Escape") onClose();
    else if (event.key !== "Enter" && event.key !== " ") return;
    // Space plays and Enter saves elsewhere; here they press the card's buttons.
    event.stopPropagation();
  }
  return (
    <div class="tour">
      <div ref={spot} class="tour-spot" />
      <div
        ref={card}
        class="tour-card"
        role="dialog"
        aria-labelledby="tour-title"
        aria-describedby="tour-text"
        onKeyDown={onKeyDown}
      >
        <p class="muted">{words.count(step.value + 1, PARTS.length)}</p>
        <h2 id="tour-title">{title}</h2>
        <p id="tour-text">{text}</p>
        <div class="buttons">
          <button type="button" class="primary" onClick={() => last ? onClose() : step.value++}>
            {last ? words.done : words.next}
          </button>
          {step.value > 0 && <button type="button" onClick={() => step.value--}>{words.back}</button>}
          {!last && <button type="button" class="link" onClick={onClose}>{words.skip}</button>}
        </div>
      </div>
    </div>
  );
}

/** Below the part if there is room, else above it, else over its foot; never out of the window. */
function placeBeside(card: HTMLElement, spot: HTMLElement, part: DOMRect): void {
  Object.assign(spot.style, {
    left: `${part.left}px`,
    top: `${part.top}px`,
    width: `${part.width}px`,
    height: `${part.height}px`,
  });
  const { offsetWidth: width, offsetHeight: height } = card;
  const below = part.bottom + GAP, above = part.top - GAP - height;
  const top = below + height <= innerHeight ? below : above >= 0 ? above : innerHeight - height - GAP;
  const left = Math.max(GAP, Math.min(part.left, innerWidth - width - GAP));
  Object.assign(card.style, { left: `${left}px`, top: `${top}px` });
}
