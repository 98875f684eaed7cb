/**
 * One file to the server with progress, which `fetch` cannot tell of.
 * @module
 */
import { errorMessage, RequestError } from "./json_client.ts";
import { strings } from "./strings.ts";

/** POST a file as multipart form data. @throws RequestError */
export function sendFile(
  path: string,
  { file, name }: { file: File; name: string },
  { field, onProgress }: { field: string; onProgress: (fraction: number) => void },
): Promise<string> {
  const form = new FormData();
  form.append(field, file, name);
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new RequestError(strings.errors.unreachable, 0));
    request.onload = () =>
      request.status >= 200 && request.status < 300
        ? resolve(request.responseText)
        : reject(new RequestError(errorMessage(request.status, request.responseText), request.status));
    request.open("POST", path);
    request.setRequestHeader("accept", "application/json");
    request.send(form);
  });
}
