// SPDX-License-Identifier: GPL-2.0-only
//
// look.js DIR WHAT PAGE [CSV]: looks at a report's page in Chromium, where DIR
// holds node_modules and takes the pictures. Prints what is wrong and exits 1.
"use strict";
const assert = require("assert");
const fs = require("fs");
const path = require("path");

const [dir, what, page_file, csv_file] = process.argv.slice(2);
const modules = path.join(path.resolve(dir), "node_modules");
const { chromium } = require(path.join(modules, "playwright-core"));
const axe = fs.readFileSync(path.join(modules, "axe-core/axe.min.js"), "utf8");

const looks = [];
for (const [width, height] of [[390, 844], [1280, 900]])
	for (const colorScheme of ["light", "dark"])
		looks.push({ viewport: { width, height }, colorScheme });

// The table as an array of rows, each an array of its cells' raw values.
const values = page => page.$$eval("#table tbody tr", rows => rows.map(row =>
	[...row.cells].map(cell => cell.dataset.v ?? null)));

const csv = text => text.trim().split("\n").map(line => line.split(","));

async function accessible(page, name) {
	await page.evaluate(axe);
	const found = await page.evaluate(() => axe.run(document, {
		runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa",
			  "wcag22aa", "best-practice"] }));
	assert.deepStrictEqual(found.violations.map(v => [name, v.id,
		v.nodes.map(n => n.html.slice(0, 120))]), []);
	assert(found.passes.length > 15);
}

// Every column, both ways; what is unknown stays last.
async function sorts(page) {
	const before = await values(page);
	const headers = await page.$$("th[data-c]");
	assert(headers.length > 6 && before.length > 5);
	for (const header of headers) {
		const c = +await header.getAttribute("data-c");
		const button = await header.$("button");
		for (let press = 0; press < 2; press++) {
			await button.focus();
			await page.keyboard.press("Enter");
			const down = await header.getAttribute("aria-sort") ===
				"descending";
			const cells = (await values(page)).map(row => row[c]);
			const known = cells.filter(v => v !== null);
			const sorted = known.slice().sort((a, b) =>
				(c === 1 ? (a < b ? -1 : +(a > b)) : a - b) *
				(down ? -1 : 1));
			assert.deepStrictEqual(known, sorted, `column ${c}`);
			assert(!cells.slice(known.length).some(v => v));
			assert.strictEqual(down, (c === 1) === (press === 1));
		}
		assert.strictEqual((await page.$$("[aria-sort]")).length, 1);
	}
	const order = rows => rows.map(r => JSON.stringify(r)).sort();
	assert.deepStrictEqual(order(await values(page)), order(before));
}

// A name in the table leads to its explanation, which unfolds.
async function unfolds(page) {
	const link = page.locator("#table tbody th a").first();
	const id = (await link.getAttribute("href")).slice(1);
	const details = page.locator("#" + id);
	assert.strictEqual(await details.getAttribute("open"), null);
	await link.focus();
	await page.keyboard.press("Enter");
	await page.waitForSelector(`#${id}[open]`);
	assert(await details.locator("dd").first().isVisible());
	await details.locator("summary").focus();
	await page.keyboard.press("Space");
	await page.waitForSelector(`#${id}:not([open])`, { state: "attached" });
}

// Nothing but the table is wider than the window.
async function fits(page) {
	const [inner, whole] = await page.evaluate(() => [innerWidth,
		document.documentElement.scrollWidth]);
	assert(whole <= inner, `${whole} wide in ${inner}`);
}

async function whole(browser) {
	for (const look of looks) {
		const name = `${look.viewport.width}-${look.colorScheme}`;
		const context = await browser.newContext(look);
		const page = await context.newPage();
		page.setDefaultTimeout(300000);	// of a busy machine
		const said = [];
		page.on("console", message => said.push(message.text()));
		page.on("pageerror", error => said.push(error.message));
		page.on("request", request => {
			if (!request.url().startsWith("file:"))
				said.push(request.url());
		});
		await page.goto("file://" + path.resolve(page_file));
		await page.screenshot({ fullPage: true, path: path.join(dir,
			path.basename(page_file, ".html") + `-${name}.png`) });
		await fits(page);
		await accessible(page, name);
		await sorts(page);
		await unfolds(page);
		await page.$$eval("details", all => all.forEach(d => {
			d.open = true; }));
		await fits(page);
		await accessible(page, name + " unfolded");
		assert.deepStrictEqual(said, []);
		await context.close();
	}
}

// A number of the page against one of the CSV, which has fewer digits.
function same(shown, printed, where) {
	if (printed === "" || printed === undefined)
		return assert.strictEqual(shown, null, where);
	assert(Math.abs(shown - printed) <= 5.1e-4 +
	       Math.abs(printed) * 1e-5, `${where}: ${shown}, ${printed}`);
}

// Two runs: what --compare --format csv prints.
async function compares(browser) {
	const page = await browser.newPage();
	await page.goto("file://" + path.resolve(page_file));
	const rows = new Map((await values(page)).map(row => [row[1], row]));
	const [head, ...printed] = csv(fs.readFileSync(csv_file, "utf8"));
	const at = name => head.indexOf(name);
	let seen = 0;
	for (const line of printed) {
		const row = rows.get(line[at("name")]);
		if (!row)
			continue;
		seen++;
		for (const [c, name] of [[3, "count_a"], [4, "rate_a"],
				[8, "count_b"], [9, "rate_b"]])
			same(row[c], line[at(name)], `${row[1]} ${name}`);
		if (line[at("ratio")] !== "")
			same(row[13], line[at("ratio")], `${row[1]} ratio`);
		if (line[at("ratio_low")] !== "")
			same(row[14], line[at("ratio_low")], `${row[1]} low`);
	}
	assert.strictEqual(seen, rows.size);
	assert(seen > 10);
}

// One run: what --batch --format csv counted last.
async function counts(browser) {
	const page = await browser.newPage();
	await page.goto("file://" + path.resolve(page_file));
	const [head, ...printed] = csv(fs.readFileSync(csv_file, "utf8"));
	const at = name => head.indexOf(name);
	const last = new Map(printed.map(line => [line[at("name")], line]));
	const rows = await values(page);
	assert(rows.length > 5);
	for (const row of rows)
		same(row[2], last.get(row[1])[at("count")], row[1]);
}

// Without scripts all is there, and unfolds.
async function bare(browser) {
	const context = await browser.newContext({ javaScriptEnabled: false });
	const page = await context.newPage();
	await page.goto("file://" + path.resolve(page_file));
	assert(await page.locator("#table tbody tr").count() > 5);
	assert.strictEqual(await page.locator("th button").count(), 0);
	await page.locator("summary").first().click();
	assert(await page.locator("details dd").first().isVisible());
	assert(await page.locator("svg.picture").count() >= 2);
}

// On paper it is light, and nothing is cut off.
async function prints(browser) {
	const context = await browser.newContext({ colorScheme: "dark" });
	const page = await context.newPage();
	await page.goto("file://" + path.resolve(page_file));
	await page.emulateMedia({ media: "print", colorScheme: "dark" });
	assert.strictEqual(await page.evaluate(() =>
		getComputedStyle(document.body).backgroundColor),
		"rgb(255, 255, 255)");
	await page.pdf({ format: "A4", path: path.join(dir, "page.pdf") });
	await page.setViewportSize({ width: 718, height: 1000 });
	await fits(page);
}

// Text of others is text: @csv_file holds it as it is to be read.
async function hostile(browser) {
	const page = await browser.newPage();
	let ran = false;
	page.on("dialog", () => { ran = true; });
	await page.goto("file://" + path.resolve(page_file));
	assert(!ran);
	const [scripts, others, text] = await page.evaluate(() => [
		document.scripts.length,
		document.querySelectorAll("img,iframe,object,embed,base,b i," +
			"[onload],[onerror]").length,
		document.body.textContent]);
	assert.deepStrictEqual([scripts, others], [1, 0]);
	for (const line of fs.readFileSync(csv_file, "utf8").trim()
		.split("\n"))
		assert(text.includes(line), line);
}

(async () => {
	const browser = await chromium.launch({
		executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
		args: ["--headless", "--no-sandbox", "--disable-gpu",
		       "--disable-quic", "--no-first-run",
		       "--disable-background-networking",
		       "--disable-component-update", "--disable-sync"] });
	try {
		await { whole, compares, counts, bare, prints,
			hostile }[what](browser);
	} finally {
		await browser.close();
	}
})().catch(error => {
	console.error(error.message);
	process.exit(1);
});
