// SPDX-License-Identifier: MIT
// Reads files with the importers of speedscope, as its page does: speedscope_import.mjs FOLDER FILE...
// FOLDER is that of npm's package. Prints a JSON array: for each file its profiles, with name, unit, total weight,
// and the names of all frames; or null where speedscope does not know the format.
import fs from "node:fs";
import path from "node:path";
import vm from "node:vm";

const release = path.join(process.argv[2], "dist", "release");
const bundle = fs.readdirSync(release).find((name) => /^speedscope-.*\.js$/.test(name));
const source = fs.readFileSync(path.join(release, bundle), "utf8");

// The page exports nothing: the importer is taken out before the page itself would begin.
const importer = /async function (\w+)\([\w,]*\)\{return\(await \w+\)\.importProfilesFromArrayBuffer\(/.exec(source);
const page = /async function \w+\([\w,]*\)\{return\(await \w+\)\.importProfileGroupFromText\(/.exec(source);
const stop = "the importer is all that is wanted";
const cut = `globalThis.importProfile=${importer[1]};throw new Error(${JSON.stringify(stop)});`;

const nothing = new Proxy(function () {}, { get: (_, name) => (name === Symbol.toPrimitive ? () => "" : nothing), apply: () => nothing });
const context = vm.createContext({
    console: { log() {}, warn() {}, error() {} }, document: nothing, navigator: nothing, location: nothing,
    localStorage: nothing, matchMedia: () => nothing, requestAnimationFrame() {}, performance, setTimeout, clearTimeout,
    TextDecoder, TextEncoder, URL, ArrayBuffer, Uint8Array, DataView, File, FileReader: nothing, WebAssembly,
    HTMLElement: class {}, HTMLCanvasElement: class {},
});
context.window = context.self = context.globalThis = context;
try {
    vm.runInContext(source.slice(0, page.index) + cut + source.slice(page.index), context);
} catch (error) {
    if (error.message !== stop) throw error;
}

function facts(profile) {
    const frames = [];
    profile.forEachFrame((frame) => frames.push(frame.name));
    return {
        name: profile.getName(), unit: profile.getWeightUnit(), total: profile.getTotalNonIdleWeight(), frames,
    };
}

const read = [];
for (const file of process.argv.slice(3)) {
    const bytes = fs.readFileSync(file);
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const group = await context.importProfile(path.basename(file), buffer);
    read.push(group && group.profiles.map(facts));
}
process.stdout.write(JSON.stringify(read));
