/**
 * Files on their way to the server.
 * @module
 */
import { count } from "./count.ts";

export const uploads = {
  title: "Uploads",
  summary: (done: number, all: number) => `${done} of ${all} uploaded`,
  failed: (n: number) => count(n, "file failed", "files failed"),
  waiting: (n: number) => `${count(n, "file", "files")} waiting`,
  clear: "Clear list",
  stay: "Keep this page open until all files are uploaded.",
  progress: (name: string) => `Upload of ${name}`,
};
