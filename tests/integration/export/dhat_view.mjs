// SPDX-License-Identifier: MIT
// Opens a file as DHAT's viewer does and prints the page's text: dhat_view.mjs dh_view.js FILE
import fs from "node:fs";
import vm from "node:vm";

// As much of a page as the viewer uses.
class Element {
    constructor(text = "") {
        this.childNodes = [];
        this.ownText = text;
        this.classList = { add() {}, contains: () => false, toggle() {} };
    }
    get text() {
        return this.ownText + this.childNodes.map((child) => child.text).join("");
    }
    set textContent(text) {
        this.ownText = text;
        this.childNodes = [];
    }
    get selectedIndex() {
        return Math.max(this.childNodes.findIndex((child) => child.selected), 0);
    }
    appendChild(child) {
        child.parentNode = this;
        this.childNodes.push(child);
        return child;
    }
    replaceChild(child, old) {
        child.parentNode = this;
        this.childNodes[this.childNodes.indexOf(old)] = child;
    }
    cloneNode() {
        return new Element();
    }
}

const body = new Element();
const document = {
    body, title: "", location: { search: "" },
    createElement: () => new Element(), createTextNode: (text) => new Element(text),
};
const context = vm.createContext({ document, performance, URLSearchParams, console });
vm.runInContext(fs.readFileSync(process.argv[2], "utf8"), context);
context.text = fs.readFileSync(process.argv[3], "utf8");
vm.runInContext("onLoad(); gFilename = 'file'; gData = JSON.parse(text); buildTree(); displayTree(0, 0, 0);", context);
process.stdout.write(body.text);
