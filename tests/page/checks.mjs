// The page in a browser: what a person does with it. Run by tests/page.rs with the program, a folder and where
// the packages are; says which check fails.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const [program, packages, executablePath, kind = 'chromium'] = process.argv.slice(2);
const need = createRequire(path.join(packages, 'package.json'));
const playwright = need('playwright-core');
const axe = fs.readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'page-'));
const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await playwright[kind].launch({ executablePath, args: kind === 'chromium' ? flags : [] });
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
let faults = 0;

const run = (args) => new Promise((done) => {
  const child = spawn(program, args, { cwd: folder });
  let out = '';
  child.stdout.on('data', (data) => { out += data; });
  child.on('close', () => done(out));
});

async function serve(...args) {
  const clock = Date.now();
  const server = spawn(program, ['open', ...args, '--no-browser'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const link = await new Promise((done) => {
    let out = '';
    server.stdout.on('data', (data) => { out += data; const found = out.match(/http:\S+/); if (found) done(found[0]); });
  });
  return { server, link, took: Date.now() - clock };
}

// a page that may ask nobody but its server; what it complains of is a fault
async function look(link, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const home = new URL(link).origin;
  page.heard = [];
  page.on('console', (message) => { if (message.type() === 'error' || message.type() === 'warning') page.heard.push(message.text()); });
  page.on('pageerror', (error) => page.heard.push(String(error)));
  await page.route('**', (route) => {
    const url = route.request().url();
    if (url.startsWith(home) || url.startsWith('data:')) return route.continue();
    page.heard.push('asked ' + url);
    return route.abort();
  });
  await page.goto(link);
  await until(page, 'bars', () => document.querySelectorAll('#outcomes .bar').length > 0);
  return page;
}

// texts that are smaller than 11 px as they are shown
const smallTexts = () => [...document.querySelectorAll('body *')]
  .filter((e) => e.checkVisibility() && [...e.childNodes].some((c) => c.nodeType === 3 && c.textContent.trim()))
  .map((e) => {
    const own = parseFloat(getComputedStyle(e).fontSize);
    const svg = e.ownerSVGElement;
    return [svg ? own * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : own, e.textContent.trim().slice(0, 20)];
  })
  .filter(([size]) => size < 10.99);

// the page forbids evaluating texts, so that a browser's own waiting is no use
async function until(page, what, is, argument, most = 15000) {
  const clock = Date.now();
  while (!(await page.evaluate(is, argument))) {
    if (Date.now() - clock > most) throw new Error('no ' + what);
    await sleep(20);
  }
  return Date.now() - clock;
}

const same = (got, wanted, what) => { if (JSON.stringify(got) !== JSON.stringify(wanted)) throw new Error(what + ': ' + JSON.stringify(got) + ' and not ' + JSON.stringify(wanted)); };
const holds = (is, what) => { if (!is) throw new Error(what); };

async function check(name, does) {
  try { await does(); console.log('ok    ' + name); } catch (error) { faults += 1; console.log('FAIL  ' + name + ': ' + error.message); }
}

// the numbers at the bars, by outcome
const bars = (page) => page.evaluate(() => {
  const texts = [...document.querySelectorAll('#outcomes text')].map((t) => t.textContent.trim());
  return texts.filter((t) => /^[\d.]+%$/.test(t) && t.includes('.'));
});
const settled = (page) => until(page, 'result', () => {
  const pale = document.body.classList.contains('pale');
  return !pale && document.getElementById('how').textContent.startsWith('Exact') && document.querySelectorAll('#outcomes .bar').length > 0;
});

await run(['new', 'mine.toml']);
const file = path.join(folder, 'mine.toml');
const first = fs.readFileSync(file, 'utf8');
const { server, link, took } = await serve('mine.toml');

await check('the link is printed at once, the bars come soon, nothing is complained of', async () => {
  holds(took < 3000, 'the link took ' + took + ' ms');
  const page = await look(link);
  await settled(page);
  same(page.heard, [], 'complaints');
  await page.context().close();
});

const page = await look(link);
await settled(page);

await check('a number turned by keys changes the bars, and the ghost stays', async () => {
  const before = await bars(page);
  await page.focus('#n-war_cost');
  for (let n = 0; n < 4; n += 1) await page.keyboard.press('Shift+ArrowLeft');
  await until(page, 'value', () => document.getElementById('v-war_cost').value === '1');
  await sleep(400);
  await settled(page);
  const document = JSON.parse(await run(['run', 'mine.toml', '--set', 'war_cost=1', '-n', '100', '--json']));
  const wanted = document.outcomes.map((o) => (100 * o.exact).toFixed(1) + '%');
  same(await bars(page), wanted, 'bars');
  const was = JSON.parse(await run(['run', 'mine.toml', '-n', '100', '--json']));
  same(before, was.outcomes.map((o) => (100 * o.exact).toFixed(1) + '%'), 'bars before');
  const by = document.outcomes.map((o, k) => 100 * (o.exact - was.outcomes[k].exact));
  const words = await page.evaluate(() => [...document.querySelectorAll('#outcomes text')].map((t) => t.textContent.trim()));
  for (const change of by) holds(words.includes((change < 0 ? '−' : '+') + Math.abs(change).toFixed(1)), 'the change ' + change.toFixed(1));
  holds((await page.textContent('#finding')).includes('overtakes'), 'the finding');
});

await check('dragging for a while leaves the last value', async () => {
  const box = await page.locator('#n-war_cost').boundingBox();
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + 20, y);
  await page.mouse.down();
  for (let n = 0; n < 100; n += 1) { await page.mouse.move(box.x + 20 + (n % 50) * 5, y); await sleep(20); }
  await page.mouse.up();
  const value = Number(await page.inputValue('#v-war_cost'));
  await sleep(500);
  await settled(page);
  same(Number(await page.inputValue('#v-war_cost')), value, 'the value');
  const document = JSON.parse(await run(['run', 'mine.toml', '--set', 'war_cost=' + value, '-n', '100', '--json']));
  same(await bars(page), document.outcomes.map((o) => (100 * o.exact).toFixed(1) + '%'), 'bars');
});

await check('brackets go to the last value before another end is the likeliest', async () => {
  await page.focus('#n-war_cost');
  await page.keyboard.press('0');
  await sleep(700);
  await until(page, 'strip', () => /[▼▲]/.test(document.getElementById('t-war_cost').textContent) && document.getElementById('v-war_cost').value === '3');
  await page.keyboard.press('[');
  await sleep(300);
  const near = Number(await page.inputValue('#v-war_cost'));
  const likeliest = async (value) => {
    const found = JSON.parse(await run(['run', 'mine.toml', '--set', 'war_cost=' + value, '-n', '100', '--json'])).outcomes;
    return found.reduce((a, b) => (b.exact > a.exact ? b : a)).id;
  };
  const here = await likeliest(3);
  holds(near < 3, 'it moved');
  same(await likeliest(near), here, 'there');
  same(await likeliest(near + 0.05), here, 'a step before');
  holds((await likeliest(near - 0.05)) !== here, 'a step further');
});

await check('pin, edits, swap twice', async () => {
  await page.keyboard.press('0');
  await sleep(300);
  await settled(page);
  await page.keyboard.press('p');
  await until(page, 'pin', () => document.getElementById('against').value === '1');
  await page.focus('#n-war_cost');
  for (let n = 0; n < 3; n += 1) { await page.keyboard.press('Shift+ArrowRight'); await sleep(150); }
  await settled(page);
  const now = await bars(page);
  await page.keyboard.press('s');
  await sleep(600);
  await settled(page);
  holds(JSON.stringify(await bars(page)) !== JSON.stringify(now), 'the pin is shown');
  await page.keyboard.press('s');
  await sleep(600);
  await settled(page);
  same(await bars(page), now, 'bars');
});

await check('two pages show the same', async () => {
  const other = await look(link);
  await page.focus('#n-incident_chance');
  await page.keyboard.press('End');
  await until(other, 'value', () => document.getElementById('v-incident_chance').value === '0.5');
  await sleep(400);
  await settled(other);
  same(await other.evaluate(() => document.getElementById('turned').textContent), await page.evaluate(() => document.getElementById('turned').textContent), 'what was turned');
  await other.context().close();
});

await check('an error in the text is underlined, and the charts stay', async () => {
  await page.evaluate(() => { document.getElementById('tab-text').click(); });
  const text = await page.inputValue('#text');
  await page.fill('#text', text.replace('"island == shared"\n', '"island == shard"\n'));
  await until(page, 'underlining', () => document.querySelectorAll('#mirror mark').length > 0);
  holds(await page.evaluate(() => document.querySelectorAll('#outcomes .bar').length > 0), 'charts');
  await until(page, 'dimming', () => document.body.classList.contains('pale'));
  const marked = await page.textContent('#mirror mark');
  same(marked, 'shard', 'what is underlined');
  await page.fill('#text', text);
  await until(page, 'mending', () => document.querySelectorAll('#mirror mark').length === 0);
  await settled(page);
});

await check('undo goes back to the first text', async () => {
  await page.evaluate(() => document.activeElement.blur());
  for (let n = 0; n < 60; n += 1) await page.keyboard.press('Control+z');
  await until(page, 'first text', () => document.getElementById('undo').disabled);
  await sleep(300);
  same(await page.inputValue('#text'), first, 'the text');
});

await check('saving by keys', async () => {
  await page.evaluate(() => { document.getElementById('tab-course').click(); });
  await page.focus('#n-war_cost');
  await page.keyboard.press('Home');
  await until(page, 'value', () => document.getElementById('v-war_cost').value === '1' && !document.getElementById('save').disabled);
  await page.keyboard.press('Control+s');
  await until(page, 'saving', () => document.getElementById('save').disabled);
  same(fs.readFileSync(file, 'utf8'), first.replace('value = 3.0', 'value = 1.0'), 'the file');
});

await check('a file that is changed elsewhere', async () => {
  await page.focus('#n-war_cost');
  await page.keyboard.press('End');
  await until(page, 'value', () => !document.getElementById('save').disabled);
  fs.writeFileSync(file, first);
  await until(page, 'bar', () => document.getElementById('notice').textContent.includes('Keep mine'));
  await page.click('#notice button:has-text("Take theirs")');
  await until(page, 'theirs', () => document.getElementById('v-war_cost').value === '3');
});

await check('every control by keys alone, and nothing serious for a reader of screens', async () => {
  for (const [scheme, width] of [['light', 1280], ['dark', 1280], ['light', 390]]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 844 });
    await sleep(500);
    const found = await page.evaluate(axe + '; axe.run(document, { resultTypes: ["violations"] })');
    const serious = found.violations.filter((v) => ['serious', 'critical'].includes(v.impact));
    same(serious.map((v) => v.id + ' ' + v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(', ')), [], scheme + ' ' + width);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
  await sleep(300);
  const wanted = await page.evaluate(() => [...document.querySelectorAll('button, input, select, textarea')].filter((e) => !e.disabled && e.checkVisibility() && e.tabIndex >= 0).length);
  await page.evaluate(() => { document.activeElement.blur(); window.scrollTo(0, 0); });
  const met = new Set();
  for (let n = 0; n < wanted + 20; n += 1) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body) return null;
      const style = getComputedStyle(e);
      return [e.matches('button, input, select, textarea') ? [...document.querySelectorAll('*')].indexOf(e) : -1, style.outlineStyle !== 'none' || e.matches('input, select')];
    });
    if (here && here[0] >= 0) { met.add(here[0]); holds(here[1], 'the focus is seen'); }
  }
  same(met.size, wanted, 'controls reached');
});

await check('on a phone', async () => {
  const phone = await look(link, { viewport: { width: 390, height: 844 }, hasTouch: true });
  await settled(phone);
  for (const tab of ['numbers', 'course', 'timing', 'moves', 'payoffs', 'table', 'text']) {
    await phone.evaluate((name) => { document.getElementById('tab-' + name).click(); }, tab);
    await sleep(400);
    const found = await phone.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      tight: [...document.querySelectorAll('button, input, select')].filter((e) => e.checkVisibility() && !e.closest('#faults')).map((e) => [e.id || e.className, e.getBoundingClientRect().height]).filter(([, h]) => h < 39.5),
    }));
    holds(found.wide <= 390, tab + ' is ' + found.wide + ' px wide');
    same(await phone.evaluate(smallTexts), [], tab + ': small texts');
    same(found.tight, [], tab + ': small targets');
  }
  same(phone.heard, [], 'complaints');
  await phone.context().close();
});

await check('a title is a text', async () => {
  fs.writeFileSync(path.join(folder, 'evil.toml'), first.replace('A disputed island', '<img src=x onerror=alert(1)>').replace('"war"\n', '"<script>alert(2)</script>"\n'));
  const evil = await serve('evil.toml');
  const victim = await look(evil.link);
  await settled(victim);
  let alerted = false;
  victim.on('dialog', () => { alerted = true; });
  holds(!(await victim.evaluate(() => document.querySelector('img, main script, #outcomes script'))), 'nothing was made of it');
  holds((await victim.textContent('h1')).includes('<img'), 'the title is shown');
  await sleep(300);
  holds(!alerted, 'it runs');
  same(victim.heard, [], 'complaints');
  evil.server.kill();
  await victim.context().close();
});

await check('printed it is one page', async () => {
  if (kind !== 'chromium') return;
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  const pages = (pdf.match(/\/Type\s*\/Page[^s]/g) || []).length;
  same(pages, 1, 'pages');
});

await check('a report is a briefing first, on paper, on a phone and in the dark', async () => {
  await run(['new', 'handed.toml']);
  await run(['run', 'handed.toml', '-n', '500', '--report', '--out', 'handed']);
  const file = 'file://' + path.join(folder, 'handed', 'report.html');
  for (const [width, colorScheme] of [[1200, 'light'], [1200, 'dark'], [390, 'light'], [390, 'dark']]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const report = await context.newPage();
    const asked = [];
    report.on('request', (request) => { if (!request.url().startsWith('file:')) asked.push(request.url()); });
    await report.goto(file);
    const sheet = width + ' px, ' + colorScheme;
    const found = await report.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      charts: document.querySelectorAll('figure').length,
      shown: [...document.querySelectorAll('figure svg')].filter((e) => e.checkVisibility()).length,
    }));
    holds(found.wide <= width, sheet + ': ' + found.wide + ' px wide');
    same(found.shown, found.charts, sheet + ': one drawing of each chart');
    same(await report.evaluate(smallTexts), [], sheet + ': small texts');
    const bad = await report.evaluate(axe + '; axe.run(document, { resultTypes: ["violations"] })');
    same(bad.violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => v.id), [], sheet + ': axe');
    same(asked, [], sheet + ': asked');
    if (width === 1200 && colorScheme === 'light') {
      // A4 less 14 mm on each side
      await report.emulateMedia({ media: 'print' });
      await report.setViewportSize({ width: 688, height: 1016 });
      const tall = await report.evaluate(() => document.querySelector('.briefing').getBoundingClientRect().height);
      holds(tall > 300 && tall <= 1016, 'the briefing is ' + tall + ' px tall on paper');
    }
    await context.close();
  }
});

await check('a scenario with types can be stopped', async () => {
  const long = await serve('bargainer_or_keeper');
  const context = await browser.newContext();
  const waiting = await context.newPage();
  await waiting.goto(long.link);
  await until(waiting, 'progress', () => !document.getElementById('working').hidden);
  const clock = Date.now();
  await waiting.click('#stop');
  await until(waiting, 'stop', () => document.getElementById('notice').textContent.includes('Stopped'));
  holds(Date.now() - clock < 3000, 'it took ' + (Date.now() - clock) + ' ms');
  long.server.kill();
  await context.close();
});

same(page.heard, [], 'complaints in all');
server.kill();
await browser.close();
fs.rmSync(folder, { recursive: true, force: true });
process.exit(faults ? 1 : 0);
