'use strict';
// The page: shows what the server says, and asks it for changes. It computes nothing of the game.

const TABS = [['numbers', 'Numbers'], ['course', 'Course'], ['timing', 'When'], ['moves', 'Who does what'], ['payoffs', 'Payoffs'], ['table', 'Differences'], ['text', 'Text']];
// a drag is solved on the way where that takes less than this, in seconds; else when it ends
const QUICK = 0.4;
const EVERY = 60;

const $ = (id) => document.getElementById(id);
const dark = matchMedia('(prefers-color-scheme: dark)');
const narrow = matchMedia('(max-width: 760px)');

// strips of the text as it is, and the last known
const lastTips = new Map();
let state = null, result = null, tips = new Map(), tab = matchMedia('(max-width: 760px)').matches ? 'numbers' : 'course', against = 0;
let lastKey = 0, sent = 0, waiting = null, held = null, typed = null;
// a gesture is one step back; those of several pages are told apart
const own = Array.from(crypto.getRandomValues(new Uint32Array(2)), (n) => n.toString(36)).join('');
let gestures = 0;
// numbers turned here of which the server has not yet told, in the order in which they go to it one by one; and the
// last state that has what it has been told
const turned = new Map();
let sending = null, newest = 0;

async function post(path, body = {}) {
  try {
    // what is being typed goes first
    if (path !== '/text' && path !== '/look' && typed !== null) await write();
    const answer = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    const found = await answer.json().catch(() => ({ message: answer.statusText }));
    if (!answer.ok) { complain(found.message); return null; }
    if (path !== '/look') complain('');
    return found;
  } catch (error) {
    complain('demarche does not answer: is it still running?');
    return null;
  }
}

// what holds of the state; made anew only when it is something else, so that its buttons can be pressed
function say(words, ...buttons) {
  const box = $('notice');
  if (box.dataset.of === words) return;
  box.dataset.of = words;
  box.hidden = !words;
  box.replaceChildren(words, ...buttons);
}

// why the last thing that was asked for was not done
function complain(words) {
  const box = $('refused');
  box.hidden = !words;
  box.replaceChildren(words, ...(words ? [button('Close', () => complain(''))] : []));
}

function button(words, act) {
  const one = document.createElement('button');
  one.type = 'button';
  one.textContent = words;
  one.addEventListener('click', act);
  return one;
}

function element(name, attributes = {}, ...children) {
  const svg = ['svg', 'rect', 'line'].includes(name);
  const one = svg ? document.createElementNS('http://www.w3.org/2000/svg', name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  one.append(...children);
  return one;
}

// ---------------------------------------------------------------- numbers

const known = (id) => state && state.numbers.find((n) => n.id === id);
const stepOf = (n, value) => Math.max(0, Math.min(n.scale.steps, Math.round((value - n.scale.low) / n.scale.step)));
const shown = (x) => String(Number(x.toPrecision(12)));

function valueAt(n, step) {
  const s = n.scale;
  return step >= s.steps ? s.high : step <= 0 ? s.low : Number((s.low + step * s.step).toFixed(s.digits));
}

function rows() {
  const list = $('list');
  if (held && list.childElementCount) {
    for (const n of state.numbers) refresh(n);
    return;
  }
  const order = $('order').value;
  const all = [...state.numbers];
  if (order === 'tip') all.sort((a, b) => distance(a) - distance(b));
  const groups = new Map();
  for (const n of all) {
    const key = order === 'group' ? n.group : '';
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(n);
  }
  const last = ['Chance', 'Council', 'Several'];
  const rank = ([group]) => last.indexOf(group);
  const sorted = [...groups].sort((a, b) => rank(a) - rank(b));
  const wanted = JSON.stringify([order, sorted.map(([g, ns]) => [g, ns.map((n) => [n.id, n.label, n.scale])])]);
  if (list.dataset.of !== wanted) {
    const focus = document.activeElement && document.activeElement.id;
    list.dataset.of = wanted;
    list.replaceChildren();
    for (const [group, numbers] of sorted) {
      if (group) list.append(element('h2', {}, group));
      for (const n of numbers) list.append(row(n));
    }
    if (focus && $(focus)) $(focus).focus();
    eye.disconnect();
    for (const one of list.querySelectorAll('.row')) eye.observe(one);
  }
  for (const n of all) refresh(n);
  filter();
}

function row(n) {
  const label = element('label', { for: n.scale ? 'n-' + n.id : 'v-' + n.id, title: n.about }, n.label);
  const field = element('input', { id: 'v-' + n.id, inputmode: 'decimal', autocomplete: 'off', 'aria-label': n.label + ', value' });
  const back = element('button', { type: 'button', class: 'back' });
  const head = element('div', { class: 'head' }, label, field, back, element('span', { class: 'delta' }));
  const one = element('div', { class: 'row', 'data-id': n.id }, head);
  field.addEventListener('input', () => { field.dataset.typed = 'yes'; });
  field.addEventListener('blur', () => { delete field.dataset.typed; refresh(known(n.id)); });
  field.addEventListener('change', () => {
    delete field.dataset.typed;
    const value = Number(field.value.replace(',', '.').replace('−', '-'));
    if (field.value.trim() === '' || !Number.isFinite(value)) { refresh(known(n.id)); return; }
    gestures += 1;
    turn(n.id, value);
  });
  back.addEventListener('click', () => { gestures += 1; turn(n.id, known(n.id).saved); });
  if (n.scale) {
    const slider = element('input', { type: 'range', id: 'n-' + n.id, min: 0, max: n.scale.steps, step: 1, 'aria-label': n.label, 'aria-describedby': 't-' + n.id });
    const strip = element('svg', { class: 'strip', 'aria-hidden': 'true', viewBox: '0 0 1000 14', preserveAspectRatio: 'none' });
    one.append(element('div', { class: 'track' }, strip, slider), element('p', { class: 'tip', id: 't-' + n.id }));
    slider.addEventListener('pointerdown', () => { gestures += 1; held = n.id; });
    slider.addEventListener('input', () => drag(n.id, valueAt(n, slider.valueAsNumber)));
    slider.addEventListener('change', () => { held = null; turn(n.id, valueAt(n, slider.valueAsNumber)); });
    slider.addEventListener('focus', look);
    slider.addEventListener('keydown', (event) => keyed(event, n.id));
  }
  return one;
}

// the number moves at once; the server hears of it every now and then, and at the end
function drag(id, value) {
  const n = known(id);
  n.value = value;
  refresh(n);
  if (result && result.first > QUICK) return;
  clearTimeout(waiting);
  const wait = Math.max(0, EVERY - (performance.now() - sent));
  waiting = setTimeout(() => turn(id, value), wait);
}

// one by one, the newest value of each; a number that is refused goes back to what it is
async function turn(id, value) {
  clearTimeout(waiting);
  sent = performance.now();
  const n = known(id);
  if (n) { n.value = value; refresh(n); }
  turned.set(id, { value, gesture: own + id + gestures });
  if (sending) return sending;
  sending = (async () => {
    const done = new Map();
    for (;;) {
      const next = [...turned].find(([key, one]) => done.get(key) !== one);
      if (!next) break;
      const [key, one] = next;
      done.set(key, one);
      const found = await post('/set', { id: key, ...one });
      if (found) newest = Math.max(newest, found.n);
      else if (turned.get(key) === one) { turned.delete(key); await again(); }
    }
    sending = null;
    settle();
  })();
  return sending;
}

// what was turned here is settled when the server has told of all of it
function settle() {
  if (!sending && state.n >= newest) turned.clear();
}

async function again() {
  const answer = await fetch('/state').catch(() => null);
  if (answer && answer.ok) take((await answer.json()).state);
}

function keyed(event, id) {
  const n = known(id);
  const now = performance.now();
  if (now - lastKey > 800) gestures += 1;
  lastKey = now;
  const here = stepOf(n, n.value);
  const to = (value) => { event.preventDefault(); if (value !== n.value) turn(id, value); };
  const tip = tips.get(id);
  switch (event.key) {
    case 'ArrowUp': case 'ArrowDown': {
      event.preventDefault();
      const all = [...$('list').querySelectorAll('.row:not([hidden]) input[type=range]')];
      const next = all[all.indexOf(event.target) + (event.key === 'ArrowUp' ? -1 : 1)];
      if (next) next.focus();
      break;
    }
    case 'ArrowLeft': case 'ArrowRight': {
      const by = (event.shiftKey ? 10 : 1) * (event.key === 'ArrowLeft' ? -1 : 1);
      to(valueAt(n, here + by));
      break;
    }
    case 'Home': to(n.scale.low); break;
    case 'End': to(n.scale.high); break;
    case '[': if (tip && tip.down && tip.down.near < n.value) to(tip.down.near); break;
    case ']': if (tip && tip.up && tip.up.near > n.value) to(tip.up.near); break;
    case '0': gestures += 1; if (n.saved !== null) to(n.saved); break;
    default: return;
  }
  event.stopPropagation();
}

function refresh(n) {
  const one = $('list').querySelector('[data-id="' + CSS.escape(n.id) + '"]');
  if (!one) return;
  const field = one.querySelector('.head input');
  if (!field.dataset.typed) field.value = shown(n.value);
  const moved = n.saved !== null && n.saved !== n.value;
  const back = one.querySelector('.back');
  back.textContent = '⟲ ' + (n.saved === null ? '' : shown(n.saved));
  back.setAttribute('aria-label', back.textContent + ', the file’s value of ' + n.label);
  back.disabled = !moved;
  const by = moved ? n.value - n.saved : 0;
  one.querySelector('.delta').textContent = moved ? 'Δ ' + (by < 0 ? '−' : '+') + shown(Number(Math.abs(by).toPrecision(4))) : '';
  if (!n.scale) return;
  const slider = one.querySelector('input[type=range]');
  if (held !== n.id) slider.value = stepOf(n, n.value);
  const tip = tips.get(n.id);
  slider.setAttribute('aria-valuetext', shown(n.value) + likeliest());
  strip(one.querySelector('.strip'), n, tip);
  one.querySelector('.tip').textContent = words(n, tip);
}

const current = () => result && state && result.n === state.n;

function likeliest() {
  if (!current()) return '';
  const best = result.outcomes.reduce((a, b) => (b.exact > a.exact ? b : a));
  return '; ' + best.label + ' likeliest';
}

function strip(svg, n, tip) {
  svg.replaceChildren();
  const at = (value) => 1000 * (value - n.scale.low) / (n.scale.high - n.scale.low);
  if (tip && result) {
    tip.cells.forEach(([value, outcome], k) => {
      if (outcome === null) return;
      // a cell stands for the value at its middle
      const edge = (other) => (other ? (at(value) + at(other[0])) / 2 : at(value));
      const from = edge(tip.cells[k - 1]), to = edge(tip.cells[k + 1]);
      const colour = result.outcomes[outcome].colours[dark.matches ? 1 : 0];
      svg.append(element('rect', { x: from, y: 0, width: to - from, height: 14, fill: colour }));
    });
  }
  if (n.saved !== null && n.saved >= n.scale.low && n.saved <= n.scale.high) {
    const x = at(n.saved);
    svg.append(element('line', { class: 'halo', x1: x, x2: x, y1: 0, y2: 14, 'vector-effect': 'non-scaling-stroke' }));
    svg.append(element('line', { class: 'own', x1: x, x2: x, y1: 0, y2: 14, 'vector-effect': 'non-scaling-stroke' }));
  }
}

function words(n, tip) {
  if (!tip || !result) return '';
  if (!tip.cells.length) return 'what it tips cannot be told';
  const one = (mark, side) => (side ? mark + ' ' + result.outcomes[side.outcome].label + ' from ' + shown(side.at) : '');
  const both = [one('▼', tip.down), one('▲', tip.up)].filter(Boolean);
  if (both.length || !tip.done) return both.join(' · ');
  const solved = tip.cells.filter(([, outcome]) => outcome !== null).length;
  return 'no change of the likeliest end at ' + solved + ' values' + (solved < tip.cells.length ? '; the others take too long' : '');
}

function distance(n) {
  const tip = lastTips.get(n.id);
  const all = tip ? [tip.down, tip.up].filter(Boolean) : [];
  if (!n.scale || !all.length) return tip ? 2 : 3;
  return Math.min(...all.map((side) => Math.abs(side.at - n.value) / (n.scale.high - n.scale.low)));
}

function filter() {
  const wanted = $('filter').value.trim().toLowerCase();
  for (const one of $('list').querySelectorAll('.row')) {
    const n = known(one.dataset.id);
    one.hidden = wanted !== '' && !(n.label + ' ' + n.id + ' ' + n.about + ' ' + n.group).toLowerCase().includes(wanted);
  }
  for (const head of $('list').querySelectorAll('h2')) {
    let next = head.nextElementSibling, any = false;
    for (; next && next.tagName !== 'H2'; next = next.nextElementSibling) any = any || !next.hidden;
    head.hidden = !any;
  }
}

// the numbers in view are looked at first, that in hand before all others
const inView = new Set();
const eye = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (entry.isIntersecting) inView.add(entry.target.dataset.id); else inView.delete(entry.target.dataset.id);
  }
  look();
});
let looking = null;
function look() {
  clearTimeout(looking);
  looking = setTimeout(() => {
    if (!state) return;
    const here = document.activeElement && document.activeElement.closest && document.activeElement.closest('.row');
    const ids = state.numbers.filter((n) => n.scale && inView.has(n.id)).map((n) => n.id);
    if (here) ids.unshift(here.dataset.id);
    post('/look', { ids });
  }, 150);
}

function starts() {
  const box = $('starts');
  $('starts-head').hidden = !state.starts.length;
  const wanted = JSON.stringify(state.starts.map((s) => [s.id, s.label, s.levels]));
  if (box.dataset.of !== wanted) {
    box.dataset.of = wanted;
    box.replaceChildren();
    for (const s of state.starts) {
      const pick = element('select', { id: 's-' + s.id });
      s.levels.forEach((level, k) => pick.append(element('option', { value: k }, level.replaceAll('_', ' '))));
      pick.addEventListener('change', () => post('/start', { id: s.id, level: Number(pick.value) }));
      box.append(element('div', { class: 'start' }, element('label', { for: 's-' + s.id }, s.label), pick));
    }
  }
  for (const s of state.starts) $('s-' + s.id).value = s.start;
}

// ---------------------------------------------------------------- charts

const tickets = {};
async function chart(name, into) {
  const ticket = (tickets[into.id] = (tickets[into.id] || 0) + 1);
  const query = new URLSearchParams({ n: result.n, w: narrow.matches ? Math.min(400, $('top').clientWidth - 20) : 960, dark: dark.matches ? 1 : 0 });
  if (against >= 0) query.set('against', against);
  const answer = await fetch('/chart/' + name + '.svg?' + query).catch(() => null);
  const text = answer ? await answer.text() : '';
  if (ticket !== tickets[into.id]) return;
  if (!answer || !answer.ok) { into.replaceChildren(text); return; }
  const drawn = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  into.replaceChildren(document.importNode(drawn, true));
}

function charts() {
  if (!result) return;
  chart('outcomes', $('outcomes'));
  panel();
}

function panel() {
  const box = $('panel');
  document.querySelector('main').dataset.tab = tab;
  $('writing').hidden = tab !== 'text';
  box.hidden = tab === 'text';
  for (const one of $('tabs').children) {
    const own = one.dataset.tab === tab;
    one.setAttribute('aria-selected', own);
    one.tabIndex = own ? 0 : -1;
    if (own) box.setAttribute('aria-labelledby', one.id);
  }
  if (tab === 'text' || tab === 'numbers' || !result) return;
  if (tab === 'table') { tickets.panel = (tickets.panel || 0) + 1; box.replaceChildren(table()); return; }
  chart(tab, box);
}

function table() {
  const percent = (x) => (x === null ? '–' : (100 * x).toFixed(1) + '%');
  const plain = (x) => (x === null ? '–' : shown(Number(x.toPrecision(4))));
  const pinned = against >= 0 && state.pins[against];
  const head = element('tr', {}, element('th', { scope: 'col' }, 'What'), element('th', { class: 'n', scope: 'col' }, 'now'));
  if (pinned) head.append(element('th', { class: 'n', scope: 'col' }, pinned[0]), element('th', { class: 'n', scope: 'col' }, 'difference'));
  const body = element('tbody');
  for (const e of [...result.outcomes, ...result.measures]) {
    const show = e.share ? percent : plain;
    const line = element('tr', {}, element('th', { scope: 'row' }, e.label), element('td', { class: 'n' }, show(e.exact)));
    if (pinned) {
      const was = e.before[against] ?? null;
      const by = was === null || e.exact === null ? null : e.exact - was;
      const size = by === null ? '' : e.share ? (100 * Math.abs(by)).toFixed(1) : shown(Number(Math.abs(by).toPrecision(3)));
      const none = by === null || Number(size) === 0;
      line.append(element('td', { class: 'n' }, show(was)), element('td', { class: 'n' }, none ? '' : (by < 0 ? '−' : '+') + size));
    }
    body.append(line);
  }
  return element('table', {}, element('thead', {}, head), body);
}

function finding() {
  // alone the chart says it
  $('finding').textContent = (result && against >= 0 && result.findings[against]) || '';
  const quick = result && result.seconds < 0.1 ? 'under 0.1 s' : result && result.seconds.toFixed(1) + ' s';
  const stopped = state && state.trouble === 'stopped';
  const how = { sure: 'Exact · solved in ' + quick, near: 'An exact equilibrium next to the last one · ' + (stopped ? 'stopped before it was known whether play leads to another' : 'looking whether play leads to another'), coarse: 'Coarse: few points of belief · ' + (stopped ? 'stopped before the exact numbers' : 'the exact numbers follow') };
  $('how').textContent = result ? how[result.standing] : '';
  document.title = (state ? state.title : 'demarche') + (state && state.unsaved ? ' *' : '');
}

let paling = null;
function pale() {
  clearTimeout(paling);
  const late = state && result && (result.n !== state.n || state.faults.length > 0);
  if (!late) document.body.classList.remove('pale');
  else paling = setTimeout(() => document.body.classList.add('pale'), 100);
}

// ---------------------------------------------------------------- the text

function editor() {
  const area = $('text');
  if (typed === null && area.value !== state.text) {
    const [from, to] = [area.selectionStart, area.selectionEnd];
    area.value = state.text;
    area.setSelectionRange(from, to);
  }
  faults();
}

function faults() {
  const list = $('faults');
  list.replaceChildren();
  const lines = state.text.split('\n');
  const marks = [];
  for (const f of state.faults) {
    const here = f.line && f.file && f.file === state.file;
    const item = element('li');
    if (here) {
      marks.push(f);
      item.append(button('line ' + f.line + ', column ' + f.column, () => jump(lines, f)), ' ');
    } else if (f.line) item.append(f.file + ':' + f.line + ': ');
    item.append(element('span', { class: 'message' }, f.message));
    if (f.help) item.append(' ' + f.help);
    list.append(item);
  }
  const mirror = $('mirror');
  mirror.replaceChildren();
  marks.sort((a, b) => a.line - b.line || a.column - b.column);
  lines.forEach((line, k) => {
    const chars = [...line];
    let at = 0;
    for (const f of marks.filter((m) => m.line === k + 1)) {
      const from = Math.max(at, f.column - 1), to = Math.min(chars.length, Math.max(from + 1, from + (f.length || 1)));
      mirror.append(chars.slice(at, from).join(''), element('mark', {}, chars.slice(from, to).join('') || ' '));
      at = to;
    }
    mirror.append(chars.slice(at).join('') + '\n');
  });
  scrolled();
}

function jump(lines, f) {
  const before = lines.slice(0, f.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const area = $('text');
  area.focus();
  area.setSelectionRange(before + f.column - 1, before + f.column - 1 + (f.length || 1));
  area.scrollTop = Math.max(0, (f.line - 6) * 19.5);
}

function scrolled() {
  $('mirror').scrollTop = $('text').scrollTop;
  $('mirror').scrollLeft = $('text').scrollLeft;
}

// the slider of the number on the line of the cursor is lit
function lit() {
  const area = $('text');
  const line = area.value.slice(0, area.selectionStart).split('\n').pop() + area.value.slice(area.selectionStart).split('\n')[0];
  const id = (line.match(/^\s*([A-Za-z0-9_-]+)\s*=/) || [])[1];
  for (const one of $('list').querySelectorAll('.row')) one.classList.toggle('lit', one.dataset.id === id);
}

// what is typed is sent after a pause, or before anything else is; after a longer one it is another step
let typing = null, typedAt = 0, writing = null;
function type() {
  const now = performance.now();
  if (now - typedAt > 2000) gestures += 1;
  typedAt = now;
  typed = $('text').value;
  clearTimeout(typing);
  typing = setTimeout(write, 300);
}

async function write() {
  clearTimeout(typing);
  while (writing) await writing;
  if (typed === null) return;
  const text = typed;
  writing = post('/text', { text, gesture: own + 'typing' + gestures });
  const found = await writing;
  writing = null;
  if (found && typed === text) typed = null;
}

// ---------------------------------------------------------------- the bar

function bar() {
  $('title').textContent = state.title;
  $('file').textContent = state.file;
  const moved = state.numbers.filter((n) => n.saved !== null && n.saved !== n.value);
  $('unsaved').textContent = state.unsaved ? '● ' + (moved.length ? moved.length + (moved.length === 1 ? ' number' : ' numbers') + ' unsaved' : 'unsaved') : '';
  const list = moved.map((n) => n.label + ' ' + shown(n.saved) + ' → ' + shown(n.value));
  $('turned').textContent = list.length ? 'Turned: ' + list.join(', ') + '.' : '';
  $('undo').disabled = !state.undo;
  $('redo').disabled = !state.redo;
  $('save').disabled = !state.unsaved || !state.on_disk;
  $('save').title = state.on_disk ? 'Ctrl+S' : 'this scenario comes with demarche: save it as a variant';
  const pick = $('against');
  const options = [['-1', 'nothing'], ...state.pins.map(([name], k) => [String(k), name])];
  if (pick.dataset.of !== JSON.stringify(options)) {
    pick.dataset.of = JSON.stringify(options);
    pick.replaceChildren(...options.map(([value, name]) => element('option', { value }, name)));
    if (against >= state.pins.length) against = 0;
  }
  pick.value = String(against);
  $('unpin').disabled = against < 1;
  $('swap').disabled = against < 0;
  if (state.elsewhere) {
    say('The file was changed elsewhere, and what you have here is not saved.',
      button('Keep mine', () => post('/disk', { take: 'mine' })),
      button('Take theirs', () => post('/disk', { take: 'theirs' })),
      button('Show both', both));
  } else if (state.trouble === 'stopped') {
    say('Stopped before the text as it is was solved.', button('Solve', () => post('/go')));
  } else if (state.trouble) {
    say('No result: ' + state.trouble);
  } else if (state.faults.length) {
    say(state.faults.length + (state.faults.length === 1 ? ' error' : ' errors') + ' in the text: the charts are of the last version that worked.', button('Show', () => open('text')));
  } else say('');
}

async function both() {
  const answer = await fetch('/file');
  $('mine').textContent = state.text;
  $('theirs').textContent = await answer.text();
  $('both').showModal();
}

function open(name) { tab = name; panel(); if (name === 'text') { editor(); lit(); } }

async function pin() {
  const number = state.pins.length;
  const found = await post('/pin', { name: 'pin ' + number });
  if (found) { against = found.pin; bar(); finding(); charts(); }
}
const swap = () => against >= 0 && post('/swap', { pin: against });
const save = () => state.on_disk ? post('/save') : $('naming').showModal();

// ---------------------------------------------------------------- what the server says

const events = new EventSource('/events');
events.addEventListener('state', (event) => take(JSON.parse(event.data)));

function take(next) {
  if (state && next.n < state.n) return;
  if (!state || state.n !== next.n) tips.clear();
  const before = held && known(held);
  state = next;
  for (const [id, one] of turned) if (known(id)) known(id).value = one.value;
  if (before && known(held)) known(held).value = before.value;
  settle();
  bar(); rows(); starts(); editor(); pale(); finding(); look();
  $('working').hidden = true;
}

events.addEventListener('result', (event) => {
  const found = JSON.parse(event.data);
  if (!found) return;
  result = found;
  $('working').hidden = true;
  finding(); pale(); charts(); rows();
});
events.addEventListener('tips', (event) => {
  const found = JSON.parse(event.data);
  tips.set(found.id, found);
  lastTips.set(found.id, found);
  if (known(found.id)) refresh(known(found.id));
  const all = state.numbers.filter((n) => n.scale).length;
  $('looked').textContent = 'Where they tip: ' + [...tips.values()].filter((t) => t.done).length + ' of ' + all + ' numbers looked at.';
  if ($('order').value === 'tip') rows();
});
events.addEventListener('working', (event) => {
  const word = JSON.parse(event.data);
  if (!state || word.n !== state.n || (current() && word.what.startsWith('looking'))) return;
  if (word.seconds < 0.5) return;
  $('working').hidden = false;
  $('progress').value = word.share;
  const left = word.share > 0.02 ? word.seconds * (1 - word.share) / word.share : null;
  $('progress-words').textContent = word.what + (left === null ? '' : ', about ' + Math.max(1, Math.round(left)) + ' s left');
});
events.onerror = () => say('demarche does not answer: is it still running?');
events.onopen = () => { if (state) bar(); };

// ---------------------------------------------------------------- hands

TABS.forEach(([name, label], k) => {
  const one = button(label, () => open(name));
  one.dataset.tab = name;
  one.id = 'tab-' + name;
  one.setAttribute('role', 'tab');
  one.setAttribute('aria-controls', { text: 'writing', numbers: 'numbers' }[name] || 'panel');
  if (k > 0) one.title = String(k);
  $('tabs').append(one);
});
$('tabs').addEventListener('keydown', (event) => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!by) return;
  const at = TABS.findIndex(([name]) => name === tab);
  const first = narrow.matches ? 0 : 1;
  const count = TABS.length - first;
  const next = TABS[first + (at - first + by + count) % count][0];
  open(next);
  $('tab-' + next).focus();
});
panel();
$('undo').addEventListener('click', () => post('/undo'));
$('redo').addEventListener('click', () => post('/redo'));
$('save').addEventListener('click', save);
$('save-as').addEventListener('click', () => { $('naming-words').textContent = ''; $('naming').showModal(); });
$('naming-close').addEventListener('click', () => $('naming').close());
$('naming-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const answer = await fetch('/save-as', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name: $('variant').value }) });
  const found = await answer.json();
  const left = answer.ok && found.left.length ? ' It does not say: ' + found.left.join(', ') + '.' : '';
  $('naming-words').textContent = answer.ok ? 'Wrote ' + found.file + '. Compare: ' + found.command + '.' + left : found.message;
});
$('help').addEventListener('click', () => $('keys').showModal());
$('pin').addEventListener('click', pin);
$('swap').addEventListener('click', swap);
$('unpin').addEventListener('click', async () => { const old = against; against = 0; await post('/unpin', { pin: old }); });
$('stop').addEventListener('click', () => post('/stop'));
$('against').addEventListener('change', () => { against = Number($('against').value); bar(); finding(); charts(); });
$('filter').addEventListener('input', filter);
$('order').addEventListener('change', () => rows());
$('text').addEventListener('input', type);
$('text').addEventListener('blur', write);
$('text').addEventListener('scroll', scrolled);
for (const name of ['keyup', 'click']) $('text').addEventListener(name, lit);
dark.addEventListener('change', () => { charts(); rows(); });
narrow.addEventListener('change', () => { if (!narrow.matches && tab === 'numbers') tab = 'course'; charts(); panel(); });

document.addEventListener('keydown', (event) => {
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (event.target === $('text') && (key === 'z' || key === 'y')) return;
    const act = { z: () => post(event.shiftKey ? '/redo' : '/undo'), y: () => post('/redo'), s: save }[key];
    if (act) { event.preventDefault(); act(); }
    return;
  }
  const writes = event.target.matches && event.target.matches('textarea, input:not([type=range]), select');
  if (writes || event.altKey || document.querySelector('dialog[open]') || !state) return;
  if (key === 'p') pin();
  else if (key === 's') swap();
  else if (key === '/') { event.preventDefault(); $('filter').focus(); }
  else if (key === '?') $('keys').showModal();
  else if (/^[1-6]$/.test(key)) open(TABS[Number(key)][0]);
});
