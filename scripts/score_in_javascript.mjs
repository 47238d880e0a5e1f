// Score pictures with an inspector's ONNX file in the JavaScript runtime, as a browser would.
//
// node score_in_javascript.mjs RUNTIME MODEL PICTURES SHAPES OUT
// RUNTIME: folder of the package onnxruntime-web. PICTURES: 32-bit floats, one picture after the
// other. SHAPES: JSON list of [channels, height, width]. OUT: JSON list of {score, hottest}.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [runtime, model, pictures, shapes, out] = process.argv.slice(2);
const entry = JSON.parse(readFileSync(join(runtime, "package.json"), "utf8")).main;
const loaded = await import(pathToFileURL(join(runtime, entry)).href);
const ort = loaded.default?.InferenceSession ? loaded.default : loaded;
ort.env.wasm.numThreads = 1;

const session = await ort.InferenceSession.create(readFileSync(model), {
  executionProviders: ["wasm"],
});
const bytes = readFileSync(pictures);
const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
const results = [];
let start = 0;
for (const shape of JSON.parse(readFileSync(shapes, "utf8"))) {
  const size = shape.reduce((product, side) => product * side, 1);
  const image = new ort.Tensor("float32", values.slice(start, start + size), [1, ...shape]);
  const { score, heat } = await session.run({ image });
  results.push({ score: score.data[0], hottest: heat.data.reduce((a, b) => Math.max(a, b)) });
  start += size;
}
writeFileSync(out, JSON.stringify(results));
