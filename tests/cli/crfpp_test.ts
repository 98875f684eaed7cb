import assert from "node:assert/strict";
import { openPlace, type Place } from "./run.ts";

const TEMPLATE = "# words\nU00:%x[0,0]\nU01:%x[-1,0]/%x[0,1]\n\nB\n";
const TRAIN = "a x one\nb y two\n\na\ty\tone\nb x two\na x one\n\n\n";
const learn = (place: Place, ...args: string[]) => place.run("crfpp", "learn", ...args, "template", "train", "model");

Deno.test("learning prints what it does and each iteration, testing prints the rows with their labels", async () => {
  await using place = await openPlace({ template: TEMPLATE, train: TRAIN, test: "a x\nb x\n\na q what\n" });
  const { code, stdout } = await learn(place, "-c", "2", "-f1", "-p1");
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^sequences: 2\nfeatures: \d+\nalgorithm: CRF-L2\ncost: 2\neta: 0\.0001\nmaxIterations: 100000\nshrink: 20\nfreq: 1\nthreads: 1\n\niter=0 terr=0\.40000 serr=1\.00000 act=\d+ obj=3\.46574 diff=1\.00000\niter=1 /,
  );
  const bare = await place.run("crfpp", "test", "-m", "model", "test");
  assert.equal(bare.code, 1);
  assert.equal(bare.stderr, "moodline crfpp test: test:4: a row must have 2 columns, current value is 3\n");
  await place.write("test", "a x\nb x\n\na q\n");
  const { stdout: rows } = await place.run("crfpp", "test", "-m", "model", "test");
  assert.equal(rows, "a\tx\tone\nb\tx\ttwo\n\na\tq\tone\n\n");
  const { stdout: levels } = await place.run("crfpp", "test", "-v1", "-m", "model", "test");
  assert.match(levels, /^# 0\.\d{6}\na\tx\tone\/0\.\d{6}\nb\tx\ttwo\/0\.\d{6}\n\n# 0\.\d{6}\n/);
  const { stdout: all } = await place.run("crfpp", "test", "--verbose=2", "--model", "model", "test");
  assert.match(all, /a\tq\tone\/(0\.\d{6})\tone\/\1\ttwo\/0\.\d{6}\n/);
});

Deno.test("the N best paths are numbered, and their probabilities sum to 1", async () => {
  await using place = await openPlace({ template: TEMPLATE, train: TRAIN, test: "a x one\nb x two\n" });
  await learn(place);
  const { stdout } = await place.run("crfpp", "test", "-n", "9", "-m", "model", "test");
  const heads = [...stdout.matchAll(/^# (\d) (\S+)$/gm)];
  assert.deepEqual(heads.map(([, index]) => index), ["0", "1", "2", "3"]);
  const sum = heads.reduce((total, [, , probability]) => total + Number(probability), 0);
  assert.ok(Math.abs(sum - 1) < 1e-5, `${sum}`);
  assert.ok(stdout.startsWith(`# 0 ${heads[0][2]}\na\tx\tone\tone\nb\tx\ttwo\ttwo\n\n# 1 `));
});

Deno.test("features seen less often than the cut-off are left out", async () => {
  await using place = await openPlace({ template: "U:%x[0,0]\n", train: TRAIN });
  const count = async (...args: string[]) => /features: (\d+)/.exec((await learn(place, ...args)).stdout)![1];
  // a: 3 times, b: twice, two labels each.
  assert.deepEqual([await count(), await count("-f", "3"), await count("-f4")], ["4", "2", "0"]);
});

Deno.test("the same command writes the same bytes", async () => {
  await using place = await openPlace({ template: TEMPLATE, train: TRAIN });
  const models = [];
  for (let i = 0; i < 2; i++) {
    await learn(place, "-a", "CRF-L1", "-p1");
    models.push(await Deno.readFile(`${place.folder}/model`));
  }
  assert.deepEqual(models[0], models[1]);
});

Deno.test("the kernels that are asked for compute, and the model says which they were", async () => {
  await using place = await openPlace({ template: TEMPLATE, train: TRAIN });
  const objectives = [];
  for (const kernels of ["wasm", "reference"]) {
    const { stdout } = await learn(place, "--kernels", kernels);
    objectives.push(/obj=(\S+) diff=\S+\n$/.exec(stdout)![1]);
    assert.ok((await place.read("model")).includes(`\\"id\\":\\"${kernels}\\"`), kernels);
  }
  assert.equal(objectives[0], objectives[1]);
});

const BAD_DATA: [string, string, string, string][] = [
  ["a row of another length", TEMPLATE, "a x one\nb two\n", "train:2: a row must have 3 columns, current value is 2"],
  ["rows of one column", TEMPLATE, "one\n", "train:1: a row must have at least 2 columns, current value is 1"],
  ["an empty file", TEMPLATE, "\n\n", "train: there must be a sequence, current value is none"],
  [
    "a template that asks for the label",
    "U:%x[0,2]\n",
    TRAIN,
    "template:1: the column of a macro must be below 2, current value is 2",
  ],
  [
    "a macro that does not end",
    "U0\nU1:%x[0,0\n",
    TRAIN,
    'template:2: a macro must be %x[row,column], current value is "U1:%x[0,0"',
  ],
  ["another letter", "\nX:%x[0,0]\n", TRAIN, 'template:2: a template must begin with U or B, current value is "X"'],
  [
    "no template",
    "# nothing\n",
    TRAIN,
    "template: a template must have a line that begins with U or B, current value is none",
  ],
];

for (const [what, template, train, message] of BAD_DATA) {
  Deno.test(`${what} is refused with file and line`, async () => {
    await using place = await openPlace({ template, train });
    assert.deepEqual(await learn(place), { code: 1, stdout: "", stderr: `moodline crfpp learn: ${message}\n` });
    assert.ok(!(await place.files()).includes("model"));
  });
}

Deno.test("options that can not be are bad usage", async () => {
  await using place = await openPlace({ template: TEMPLATE, train: TRAIN });
  const cases: [string[], string][] = [
    [["-a", "SVM"], "--algorithm must be one of CRF-L2, CRF-L1, MIRA, current value is SVM"],
    [["-c", "0"], "--cost must be a number above 0, current value is 0"],
    [["-e", "x"], "--eta must be a number above 0, current value is x"],
    [["-f", "0"], "--freq must be a whole number from 1 to 1000000000, current value is 0"],
    [["extra"], "name TEMPLATE, TRAIN and MODEL, current number is 4"],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await learn(place, ...args);
    assert.deepEqual([code, stderr.split("\n")[0]], [2, `moodline crfpp learn: ${message}`]);
  }
  const test = await place.run("crfpp", "test", "train");
  assert.deepEqual([test.code, test.stderr.split("\n")[0]], [2, "moodline crfpp test: --model is missing"]);
});

Deno.test("models of another kind, and files that are not there, are told apart", async () => {
  await using place = await openPlace({ train: TRAIN, "broken.txt": "version: 100\n\nnothing\n" });
  const told = async (model: string) => (await place.run("crfpp", "test", "-m", model, "train")).stderr;
  assert.match(
    await told("model.safetensors"),
    /^moodline crfpp test: model\.safetensors: it must be a model of `moodline crfpp learn` \(moodline-crfpp 1\), current value is another kind of model\n$/,
  );
  assert.match(await told("nowhere"), /^moodline crfpp test: Cannot read nowhere: /);
  assert.equal(
    await told("broken.txt"),
    "moodline crfpp test: broken.txt: a text model must have header, labels, template, features and weights with empty lines between\n",
  );
});

Deno.test("returns, blanks, empty lines and a missing last newline make the same model; so does the algorithm in any case", async () => {
  await using place = await openPlace({ template: TEMPLATE, train: TRAIN });
  await learn(place, "-p1");
  const plain = await Deno.readFile(`${place.folder}/model`);
  const variants: [string, string, string[]][] = [
    [TEMPLATE.replaceAll("\n", "\r\n"), TRAIN.replaceAll("\n", "\r\n"), []],
    [TEMPLATE.trimEnd(), TRAIN.trimEnd(), []],
    ["\uFEFF" + TEMPLATE, "\n\n" + TRAIN.replaceAll(" ", " \t  ").replaceAll("\n", "\t \n"), []],
    [TEMPLATE, TRAIN, ["-acrf"]],
    [TEMPLATE, TRAIN, ["--algorithm=crf-l2"]],
  ];
  for (const [template, train, args] of variants) {
    await place.write("template", template);
    await place.write("train", train);
    assert.equal((await learn(place, "-p1", ...args)).code, 0);
    assert.deepEqual(await Deno.readFile(`${place.folder}/model`), plain, JSON.stringify([template, train, args]));
  }
});

Deno.test("short options may be attached, and take effect", async () => {
  await using place = await openPlace({ template: TEMPLATE, train: TRAIN });
  const heading = async (...args: string[]) => (await learn(place, ...args)).stdout.split("\n\n")[0].split("\n");
  assert.deepEqual(await heading("-aMIRA", "-c1.5", "-e0.01", "-m7", "-f2", "-p1", "-H3"), [
    "sequences: 2",
    "features: 8",
    "algorithm: MIRA",
    "cost: 1.5",
    "eta: 0.01",
    "maxIterations: 7",
    "shrink: 3",
    "freq: 2",
    "threads: 1",
  ]);
  const lines = async (...args: string[]) => (await learn(place, ...args)).stdout.match(/^iter=.*$/gm)!.length;
  const [loose, tight] = [await lines("-e0.1"), await lines("-e1e-9")];
  assert.ok(loose < tight, `${loose}, ${tight}`);
  assert.equal(await lines("-m2", "-e1e-9"), 3, "the start and two iterations");
});

Deno.test("words of any script are columns like others, and come back as they were", async () => {
  const train = "雨\u3000\t\u3000\t悲\n晴 x 喜\n\n雨\u3000\tx\t悲\n🎵 \u3000 é\n";
  await using place = await openPlace({ template: "U:%x[0,0]\nU2:%x[0,1]/%x[-1,0]\n", train });
  assert.equal((await learn(place, "-p1", "-t")).code, 0);
  const { stdout } = await place.run("crfpp", "test", "-m", "model", "train");
  assert.equal(stdout, "雨\u3000\t\u3000\t悲\t悲\n晴\tx\t喜\t喜\n\n雨\u3000\tx\t悲\t悲\n🎵\t\u3000\té\té\n\n");
  const again = await place.run("crfpp", "test", "-m", "model.txt", "train");
  assert.equal(again.stdout, stdout);
});

Deno.test("blanks at the end of a template's line are part of its features' names, also in a text model", async () => {
  await using place = await openPlace({ template: "U0:%x[0,0] \nB \n", train: TRAIN });
  await learn(place, "-p1", "-t");
  const [binary, text] = await Promise.all(
    ["model", "model.txt"].map((model) => place.run("crfpp", "test", "-v2", "-m", model, "train")),
  );
  assert.equal(text.stdout, binary.stdout);
  assert.match(await place.read("model.txt"), /^\d+ U0:a $/m);
});

Deno.test("all levels and numbers of paths print CRF++'s columns", async () => {
  await using place = await openPlace({
    template: "U:%x[0,0]\n",
    train: "a A\nb B\n\nb A\nb B\n",
    test: "a q\nb q\n\nb q",
  });
  await learn(place, "-p1");
  const printed = async (...args: string[]) =>
    (await place.run("crfpp", "test", ...args, "-m", "model", "test")).stdout.replace(/0\.\d{6}(?!\d)/g, "P");
  assert.equal(await printed("-v0"), "a\tq\tA\nb\tq\tB\n\nb\tq\tB\n\n");
  assert.equal(await printed("-v1"), "# P\na\tq\tA/P\nb\tq\tB/P\n\n# P\nb\tq\tB/P\n\n");
  assert.equal(
    await printed("-v2"),
    "# P\na\tq\tA/P\tA/P\tB/P\nb\tq\tB/P\tA/P\tB/P\n\n# P\nb\tq\tB/P\tA/P\tB/P\n\n",
  );
  assert.equal(
    await printed("-n2"),
    "# 0 P\na\tq\tA\nb\tq\tB\n\n# 1 P\na\tq\tA\nb\tq\tA\n\n# 0 P\nb\tq\tB\n\n# 1 P\nb\tq\tA\n\n",
  );
  assert.equal(await printed("-n1", "-v1"), "# 0 P\na\tq\tA/P\nb\tq\tB/P\n\n# 0 P\nb\tq\tB/P\n\n");
});
