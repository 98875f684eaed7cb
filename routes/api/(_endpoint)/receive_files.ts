/**
 * Files of a multipart form, streamed to the disk while they arrive.
 * @module
 */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy, type BusboyFileStream } from "@fastify/busboy";
import { HttpError } from "fresh";
import type { ReceivedFile } from "../../../jobs/add_tracks.ts";
import type { BlobFiles, PendingBlob } from "../../../store/blobs.ts";
import type { UploadLimits } from "../../../utils.ts";

/**
 * All files of the form, in the order sent, not kept yet. Either all of them are good or none stays.
 * @param summary what is being done, for error messages
 * @throws HttpError 400 for a broken form or one without a file, 413 for a file or a number of files beyond the limits
 */
export async function receiveFiles(
  req: Request,
  blobs: BlobFiles,
  { limits, summary }: { limits: UploadLimits; summary: string },
): Promise<ReceivedFile[]> {
  const refuse = (status: 400 | 413, reason: string) => new HttpError(status, `Cannot ${summary}: ${reason}`);
  const form = openForm(req, limits);
  if (!form || !req.body) throw refuse(400, "the body must be multipart/form-data with a boundary");
  const arriving: Promise<ReceivedFile>[] = [], streams: BusboyFileStream[] = [];
  let tooMany = false;
  form.on("filesLimit", () => tooMany = true).on("partsLimit", () => tooMany = true);
  form.on("file", (_field, stream, name) => {
    streams.push(stream.on("error", () => {})); // told of by the form as well; without a listener the process would end
    const file = receiveFile(stream, name ?? "", { blobs, limits, refuse });
    file.catch(() => {}); // looked at when the whole form is in
    arriving.push(file);
  });
  // A file that is too large is read to its end and thrown away: a client that is cut off would not see the answer.
  const broken = await pipeline(Readable.fromWeb(req.body as never), form).then(() => null, (error: Error) => error);
  if (broken) { for (const stream of streams) stream.destroy(broken); // else a file that breaks off would be waited for
   }
  const results = await Promise.allSettled(arriving);
  const files = results.flatMap((result) => result.status === "fulfilled" ? [result.value] : []);
  const failed = results.find((result) => result.status === "rejected");
  if (!broken && !failed && !tooMany && files.length > 0) return files;
  await Promise.all(files.map(({ blob }) => blob.discard()));
  if (failed && (!broken || failed.reason instanceof HttpError)) throw failed.reason;
  if (broken) throw refuse(400, "the form must be whole (did the connection break?)");
  if (tooMany) throw refuse(413, `the form must have at most ${limits.files} files`);
  throw refuse(400, "the form must hold at least one file");
}

/** null when the header is not that of a form. */
function openForm(req: Request, limits: UploadLimits) {
  try {
    return Busboy({
      headers: { "content-type": req.headers.get("content-type") ?? "" },
      preservePath: true,
      isPartAFile: (_field, _type, name) => name !== undefined,
      limits: {
        fileSize: limits.bytesPerFile,
        files: limits.files,
        fields: 20,
        parts: limits.files + 20,
        headerPairs: 50,
      },
    });
  } catch {
    return null;
  }
}

async function receiveFile(
  stream: BusboyFileStream,
  name: string,
  { blobs, limits, refuse }: {
    blobs: BlobFiles;
    limits: UploadLimits;
    refuse: (status: 400 | 413, reason: string) => HttpError;
  },
): Promise<ReceivedFile> {
  let blob: PendingBlob;
  try {
    blob = await blobs.receive(stream, { limitBytes: limits.bytesPerFile });
  } catch (error) {
    stream.resume();
    throw error;
  }
  if (!stream.truncated) return { name, blob };
  await blob.discard();
  throw refuse(413, `a file must have at most ${limits.bytesPerFile} bytes`);
}
