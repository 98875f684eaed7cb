/**
 * Files of the timeline on show: tables, pictures of what is in sight, and a row of maps (Figure 4 of Schmidt & Kim).
 * @module
 */
import { saveBlob, savePicture } from "../export_picture.ts";
import { errorMessage } from "../json_client.ts";
import type { TrackEditor } from "../track_editor.ts";

/** What of the editor is a picture; the rest is for acting. */
const PICTURED = ".timeline, .panel-map";
/** Pixels of a PNG for each of the figure's units. */
const FIGURE_SCALE = 2;

export function createExports(editor: TrackEditor, element: () => HTMLElement) {
  const { base, track, session, versions } = editor;
  const name = () => nameOf(session.reviewed.peek()?.source.name ?? track.peek().id);
  const query = (more: Record<string, string>) => {
    const model: Record<string, string> = versions.peek().shown ? { model: versions.peek().shown! } : {};
    return new URLSearchParams({ ...more, ...model, corrected: session.showCorrected.peek() ? "1" : "0" });
  };
  const table = (format: string) => download(`${base}/export?${query({ format })}`);

  async function maps(format: "svg" | "png"): Promise<void> {
    const { startSeconds: from, endSeconds: to } = session.draft.peek().range ?? session.view.peek();
    const response = await fetch(`${base}/figure?${query({ from: String(Math.max(0, from)), to: String(to) })}`);
    if (!response.ok) throw new Error(errorMessage(response.status, await response.text()));
    const svg = await response.text();
    saveBlob(format === "svg" ? svgBlob(svg) : await svgToPng(svg), `${name()}-maps.${format}`);
  }
  function picture(format: "svg" | "png"): Promise<void> {
    const root = element();
    // Read at once, as a whole: where there is little room, parts lie over one another and are scrolled.
    root.classList.add("pictured");
    const saving = savePicture([...root.querySelectorAll<HTMLElement>(PICTURED)], format, name());
    root.classList.remove("pictured");
    return saving;
  }

  return {
    exportCsv: () => table("csv"),
    exportJson: () => table("timeline-json"),
    exportPictureSvg: () => picture("svg"),
    exportPicturePng: () => picture("png"),
    exportMapsSvg: () => maps("svg"),
    exportMapsPng: () => maps("png"),
  };
}

/** The name of a file without its folder and its ending. */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.\w+$/, "");
}

function download(href: string): void {
  const link = document.createElement("a");
  Object.assign(link, { href, download: "" });
  link.click();
}

const svgBlob = (svg: string) => new Blob([svg], { type: "image/svg+xml" });

async function svgToPng(svg: string): Promise<Blob> {
  const image = new Image(), canvas = document.createElement("canvas");
  // An address of data: the page's policy allows those as images.
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const width = Math.ceil(image.naturalWidth * FIGURE_SCALE), height = Math.ceil(image.naturalHeight * FIGURE_SCALE);
  Object.assign(canvas, { width, height });
  canvas.getContext("2d")!.drawImage(image, 0, 0, width, height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  if (!blob) throw new RangeError(`Cannot draw the maps: they must fit a canvas, current size is ${width} × ${height}`);
  return blob;
}
