/**
 * A database in memory with a track, a model and a person, for tests.
 * @module
 */
import { addModel, promoteModel } from "./models.ts";
import type { Database, Scope } from "./schema.ts";
import { localScope, openDatabase } from "./store.ts";
import { addTrack, recordBlob } from "./tracks.ts";

export interface TestingStore extends AsyncDisposable {
  db: Database;
  scope: Scope;
  trackId: string;
  modelId: string;
}

export const testingSha256 = (digit: string) => digit.repeat(64);

export async function openTestingStore(): Promise<TestingStore> {
  const db = await openDatabase(":memory:");
  const scope = await localScope(db);
  const { id: trackId } = await addTestingTrack(db, scope, "a");
  await recordBlob(db, scope, { sha256: testingSha256("b"), bytes: 2, mediaType: "application/octet-stream" });
  const { id: modelId } = await addModel(db, scope, {
    name: "default-1",
    sha256: testingSha256("b"),
    parentId: null,
    recipe: "default",
    card: {},
  });
  await promoteModel(db, scope, modelId);
  return { db, scope, trackId, modelId, [Symbol.asyncDispose]: () => db.destroy() };
}

export async function addTestingTrack(db: Database, scope: Scope, digit: string) {
  await recordBlob(db, scope, { sha256: testingSha256(digit), bytes: 1, mediaType: "audio/wav" });
  return await addTrack(db, scope, { name: `${digit}.wav`, sha256: testingSha256(digit) });
}
