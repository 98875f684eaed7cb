/**
 * Answering with a stored file: ranges, caching, and headers under which a browser never runs what is in it.
 * @module
 */

export interface FileAnswer {
  path: string;
  /** SHA-256 of the content: the ETag. */
  sha256: string;
  mediaType: string;
  /** Name to save it under; `attachment` makes browsers save rather than show it. */
  name: string;
  attachment?: boolean;
}

/** 200, 206, 304 or 416 (RFC 9110 §13–14); of several ranges, all is sent. */
export async function fileAnswer(req: Request, file: FileAnswer): Promise<Response> {
  const { size } = await Deno.stat(file.path);
  const etag = `"${file.sha256}"`;
  const headers = new Headers({
    "accept-ranges": "bytes",
    "cache-control": "private, no-cache",
    "content-disposition": contentDisposition(file),
    "content-security-policy": "default-src 'none'; sandbox",
    "content-type": file.mediaType,
    "x-content-type-options": "nosniff",
    etag,
  });
  if (isUnchanged(req, etag)) return new Response(null, { status: 304, headers });
  const ifRange = req.headers.get("if-range");
  const range = ifRange === null || ifRange === etag ? parseRange(req.headers.get("range"), size) : null;
  if (range === "unsatisfiable") {
    headers.set("content-range", `bytes */${size}`);
    return new Response(null, { status: 416, headers });
  }
  const { start, end } = range ?? { start: 0, end: size };
  headers.set("content-length", String(end - start));
  if (range) headers.set("content-range", `bytes ${start}-${end - 1}/${size}`);
  const body = req.method === "HEAD" ? null : await readRange(file.path, { start, end });
  return new Response(body, { status: range ? 206 : 200, headers });
}

/**
 * The one range of a header as [start, end), or null when the whole file is to be sent.
 * @param size bytes of the file
 */
function parseRange(
  header: string | null,
  size: number,
): { start: number; end: number } | "unsatisfiable" | null {
  const match = /^bytes=(\d*)-(\d*)$/i.exec(header?.trim() ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return null;
  const [first, last] = [match[1], match[2]].map((text) => text === "" ? null : Number(text));
  if (first === null) {
    return last === 0 || size === 0 ? "unsatisfiable" : { start: Math.max(0, size - last!), end: size };
  }
  if (last !== null && last < first) return null;
  return first >= size ? "unsatisfiable" : { start: first, end: Math.min(size, (last ?? Infinity) + 1) };
}

/** Whether a client has it already (RFC 9110 §13.1.2). */
export function isUnchanged(req: Request, etag: string): boolean {
  return req.headers.get("if-none-match")?.split(",").some((value) =>
    ["*", etag, `W/${etag}`].includes(value.trim())
  ) ?? false;
}

const BLOCK_BYTES = 64 * 1024;

/** The bytes as a stream that reads no faster than they are taken and closes the file however it ends. */
async function readRange(
  path: string,
  { start, end }: { start: number; end: number },
): Promise<ReadableStream<Uint8Array>> {
  const file = await Deno.open(path);
  await file.seek(start, Deno.SeekMode.Start);
  let left = end - start;
  return new ReadableStream({
    async pull(controller) {
      const block = new Uint8Array(Math.min(BLOCK_BYTES, left));
      const count = left > 0 ? await file.read(block) : null;
      if (count === null) {
        file.close();
        return controller.close();
      }
      left -= count;
      controller.enqueue(block.subarray(0, count));
    },
    cancel: () => file.close(),
  }, { highWaterMark: 0 });
}

/** RFC 6266: an ASCII form for all, the exact one in RFC 8187's encoding. */
export function contentDisposition({ name, attachment }: Pick<FileAnswer, "name" | "attachment">): string {
  const base = name.split("/").at(-1)!.toWellFormed();
  const ascii = base.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const exact = encodeURIComponent(base).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${attachment ? "attachment" : "inline"}; filename="${ascii}"; filename*=UTF-8''${exact}`;
}
