import assert from "node:assert/strict";
import fc from "fast-check";
import type { ModelContents } from "../core/model/contents.ts";
import type { Tensor } from "../core/matrix.ts";
import { readModelFile, writeModelFile } from "./model_file.ts";

const example: ModelContents = {
  metadata: { id: "tiny-1", recipe: "default", grid: { size: 11 }, seed: 7 },
  tensors: {
    "crf.transitions": { shape: [2, 2], data: Float64Array.of(0, -1.5, Math.PI, 1e-300) },
    "dbn.0.weights": { shape: [3], data: Float32Array.of(1, 2, 3) },
    states: { shape: [], data: Int32Array.of(-7) },
  },
};

const tensor: fc.Arbitrary<Tensor> = fc.tuple(
  fc.array(fc.nat(4), { maxLength: 4 }),
  fc.constantFrom(Float32Array, Float64Array, Int32Array),
  fc.infiniteStream(fc.integer({ min: -1e6, max: 1e6 })),
).map(([shape, Kind, stream]) => {
  const length = shape.reduce((product, size) => product * size, 1);
  const data = new Kind(length);
  for (let i = 0; i < length; i++) data[i] = stream.next().value! / 64;
  return { shape, data };
});

const contents: fc.Arbitrary<ModelContents> = fc.record({
  metadata: fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.parse(JSON.stringify(value))),
  tensors: fc.dictionary(fc.stringMatching(/^[a-z][A-Za-z0-9_.\/-]{0,12}$/), tensor, { noNullPrototype: true }),
}, { noNullPrototype: true });

Deno.test("a model file gives back what was written", () => {
  assert.deepEqual(readModelFile(writeModelFile(example)), example);
  fc.assert(
    fc.property(contents, (model) => assert.deepEqual(readModelFile(writeModelFile(model)), model)),
    { seed: 2 },
  );
});

Deno.test("the same contents give the same bytes, whatever the order of keys", () => {
  const { metadata, tensors } = example;
  const reversed = {
    metadata: Object.fromEntries(Object.entries(metadata).reverse()),
    tensors: Object.fromEntries(Object.entries(tensors).reverse()),
  };
  assert.deepEqual(writeModelFile(reversed), writeModelFile(example));
});

Deno.test("the bytes are safetensors: padded header, aligned and contiguous data, wide items first", () => {
  const bytes = writeModelFile(example);
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  assert.equal(length % 8, 0);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  assert.deepEqual(Object.keys(header), ["__metadata__", "crf.transitions", "dbn.0.weights", "states"]);
  assert.deepEqual(header["crf.transitions"], { dtype: "F64", shape: [2, 2], data_offsets: [0, 32] });
  assert.deepEqual(header["dbn.0.weights"], { dtype: "F32", shape: [3], data_offsets: [32, 44] });
  assert.deepEqual(header.states, { dtype: "I32", shape: [], data_offsets: [44, 48] });
  assert.deepEqual(header.__metadata__, {
    format: "moodline-model",
    moodline: '{"grid":{"size":11},"id":"tiny-1","recipe":"default","seed":7}',
    version: "1",
  });
  assert.equal(bytes.length, 8 + length + 48);
  assert.equal(new DataView(bytes.buffer).getFloat64(8 + length + 16, true), Math.PI);
});

Deno.test("a model is read from the middle of a larger buffer, at any alignment", () => {
  const bytes = writeModelFile(example);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  assert.deepEqual(readModelFile(shifted.subarray(3)), example);
});

/** A file whose header is the given JSON, followed by `dataBytes` zeros. */
function fileWith(header: unknown, dataBytes = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const metadata = { format: "moodline-model", version: "1", moodline: "{}" };
const entry = (begin: number, end: number, shape = [(end - begin) / 4], dtype = "F32") => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});
const lengthOnly = (length: bigint, total = 8) => {
  const bytes = new Uint8Array(total);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return bytes;
};
function withBits(dtype: "F32" | "F64", value: number): Uint8Array {
  const size = dtype === "F32" ? 4 : 8;
  const bytes = fileWith({ __metadata__: metadata, a: entry(0, size, [1], dtype) }, size);
  const view = new DataView(bytes.buffer, bytes.length - size);
  dtype === "F32" ? view.setFloat32(0, value, true) : view.setFloat64(0, value, true);
  return bytes;
}

const refusals: [string, Uint8Array, string][] = [
  [
    "an empty file",
    new Uint8Array(),
    "it must begin with the 8-byte length of its header, current length is 0 bytes",
  ],
  [
    "a header that would be absurdly large",
    lengthOnly(2n ** 62n),
    "the header must be ≤ 16777216 bytes, current value is 4611686018427387904 (is this a safetensors file?)",
  ],
  [
    "a header that ends behind the file",
    lengthOnly(100n),
    "the header must lie within the file, current value is 100 of 0 bytes (is the file cut off?)",
  ],
  ["a header that is a list", fileWith([]), "the header must be a JSON object, current value is []"],
  [
    "another program's safetensors",
    fileWith({ __metadata__: { format: "pt" } }),
    '__metadata__.format must be "moodline-model", current value is "pt" (is this another program\'s model?)',
  ],
  [
    "a version to come",
    fileWith({ __metadata__: { ...metadata, version: "2" } }),
    '__metadata__.version must be "1", current value is "2" (was it written by a newer Moodline?)',
  ],
  ["missing metadata", fileWith({}), "__metadata__ must be an object of texts"],
  [
    "metadata that is no object",
    fileWith({ __metadata__: { ...metadata, moodline: "3" } }),
    "__metadata__.moodline must be a JSON object, current value is 3",
  ],
  [
    "an unknown dtype",
    fileWith({ __metadata__: metadata, a: entry(0, 4, [1], "toString") }, 4),
    'the dtype of tensor "a" must be F32, F64 or I32, current value is "toString"',
  ],
  [
    "a name that could reach a prototype",
    fileWith('{"__metadata__":{"format":"moodline-model","version":"1","moodline":"{}"},"__proto__":{}}'),
    'a tensor\'s name must match ^(?!__)[A-Za-z0-9_.\\/-]{1,200}$, current value is "__proto__"',
  ],
  [
    "a negative size",
    fileWith({ __metadata__: metadata, a: entry(0, 4, [-1]) }, 4),
    'the shape of tensor "a" must be ≤ 8 counts, current value is [-1]',
  ],
  [
    "a shape that does not fit its bytes",
    fileWith({ __metadata__: metadata, a: entry(0, 4, [1e9, 1e9]) }, 4),
    'the shape of tensor "a" asks for 4000000000000000000 bytes, its data_offsets give 4',
  ],
  [
    "offsets that run backwards",
    fileWith({ __metadata__: metadata, a: entry(4, 0, [1]) }, 4),
    'data_offsets of tensor "a" must be [begin, end], current value is [4,0]',
  ],
  [
    "tensors that overlap",
    fileWith({ __metadata__: metadata, a: entry(0, 8), b: entry(4, 12) }, 12),
    'tensor "b" must begin at byte 8 of the data, current value is 4',
  ],
  [
    "a gap between tensors",
    fileWith({ __metadata__: metadata, a: entry(0, 4), b: entry(8, 12) }, 12),
    'tensor "b" must begin at byte 4 of the data, current value is 8',
  ],
  [
    "bytes behind the last tensor",
    fileWith({ __metadata__: metadata, a: entry(0, 4) }, 5),
    "the tensors must fill the data, current value is 4 of 5 bytes",
  ],
  [
    "a file that was cut off",
    fileWith({ __metadata__: metadata, a: entry(0, 4) }, 3),
    "the tensors must fill the data, current value is 4 of 3 bytes (is the file cut off?)",
  ],
  ["NaN", withBits("F32", NaN), 'tensor "a" must be finite, current value of element 0 is NaN'],
  ["Infinity", withBits("F64", -Infinity), 'tensor "a" must be finite, current value of element 0 is -Infinity'],
];

for (const [name, bytes, reason] of refusals) {
  Deno.test(`readModelFile refuses ${name}`, () => {
    assert.throws(() => readModelFile(bytes), {
      name: "SyntaxError",
      message: `Cannot read the model file: ${reason}`,
    });
  });
}

Deno.test("readModelFile refuses headers that are no JSON or no UTF-8", () => {
  assert.throws(
    () => readModelFile(fileWith("{")),
    /^SyntaxError: Cannot read the model file: the header must be JSON \(/,
  );
  const bytes = fileWith("{ }");
  bytes[9] = 0xff;
  assert.throws(() => readModelFile(bytes), /^SyntaxError: Cannot read the model file: the header must be JSON \(/);
});

Deno.test("writeModelFile refuses what could not be read again", () => {
  const write = (name: string, one: Tensor) => () => writeModelFile({ metadata: {}, tensors: { [name]: one } });
  assert.throws(write("w", { shape: [2], data: new Float32Array(3) }), {
    name: "TypeError",
    message: 'Cannot write the model file: the shape of tensor "w" must fit its 3 elements, current value is [2]',
  });
  assert.throws(write("w", { shape: [2], data: Float32Array.of(0, NaN) }), {
    name: "RangeError",
    message: 'Cannot write the model file: tensor "w" must be finite, current value of element 1 is NaN',
  });
  assert.throws(write("__x", { shape: [0], data: new Float32Array(0) }), {
    name: "TypeError",
    message:
      'Cannot write the model file: a tensor\'s name must match ^(?!__)[A-Za-z0-9_.\\/-]{1,200}$, current value is "__x"',
  });
});

Deno.test("no damage to a model file does more than refuse it", () => {
  const good = writeModelFile(example);
  const edit = fc.record({ at: fc.nat(good.length - 1), byte: fc.nat(255) });
  let refused = 0;
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), fc.nat(good.length), (edits, length) => {
      const bytes = good.slice(0, edits.length % 2 ? good.length : length);
      for (const { at, byte } of edits) if (at < bytes.length) bytes[at] = byte;
      try {
        const model = readModelFile(bytes);
        const size = Object.values(model.tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
        assert.ok(size <= bytes.length);
      } catch (error) {
        assert.ok(error instanceof SyntaxError, String(error));
        assert.match(error.message, /^Cannot read the model file: /);
        refused++;
      }
    }),
    { seed: 3, numRuns: 3000 },
  );
  assert.ok(refused > 1000, `only ${refused} of 3000 were refused: the damage is too mild to test anything`);
});

Deno.test("metadata that would break what stores and shows it is refused", () => {
  const [before, after] = JSON.stringify(example.metadata).split('"tiny-1"');
  const fileWith = (value: string) => {
    const header = new TextEncoder().encode(JSON.stringify({
      __metadata__: { format: "moodline-model", version: "1", moodline: before + value + after },
    }));
    const bytes = new Uint8Array(8 + header.length);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
    bytes.set(header, 8);
    return bytes;
  };
  const nested = (depth: number) => '{"a":['.repeat(depth) + "]}".repeat(depth);
  assert.equal(readModelFile(fileWith('"x"')).metadata.id, "x");
  readModelFile(fileWith(nested(7)));
  const cases: [string, string][] = [
    [nested(8), "the metadata must be nested ≤ 16 deep"],
    [nested(100_000), "the metadata must be nested ≤ 16 deep"],
    ['{"__proto__":{"a":1}}', 'the metadata must not have a key "__proto__"'],
    [`"${"x".repeat(2 ** 20)}"`, "the metadata must have ≤ 1048576 letters, current value is 1048632"],
  ];
  for (const [value, reason] of cases) {
    assert.throws(() => readModelFile(fileWith(value)), new SyntaxError(`Cannot read the model file: ${reason}`));
  }
  for (const value of [JSON.parse(nested(8)), JSON.parse('{"__proto__":1}'), "x".repeat(2 ** 20)]) {
    const write = () => writeModelFile({ ...example, metadata: { value } });
    assert.throws(write, { name: "TypeError", message: /^Cannot write the model file: the metadata must / });
  }
});
