import { createHash } from "node:crypto";
import { ByteFile } from "./file.ts";

/** SHA-256 of the bytes of a file, as 64 hexadecimal digits. Reads it once, in blocks. */
export async function sha256OfFile(path: string): Promise<string> {
  const file = await ByteFile.open(path, "read"), hash = createHash("sha256");
  try {
    for await (const block of file.blocks(0, file.size, { size: 1 << 20 })) hash.update(block);
  } finally {
    file.close();
  }
  return hash.digest("hex");
}
