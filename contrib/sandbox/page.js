// SPDX-License-Identifier: GPL-3.0-or-later
// What the sandbox's page does; goes into page.html.
"use strict";
/* Mail is hostile: whatever came from it is set by textContent only. The
 * page's policy forbids any other script, style, address or markup sink. */
const $ = (id) => document.getElementById(id);
const view = { revision: 0, tickets: [], skew: 0, search: "", seen: null };
const nodes = new Map();
let shown = null;
let missing = "";

function itemNode(ticket) {
	let entry = nodes.get(ticket.id);
	if (!entry) {
		const li = $("item-template").content.firstElementChild
			.cloneNode(true);
		entry = { li, version: "" };
		nodes.set(ticket.id, entry);
	}
	const version = JSON.stringify(ticket);
	if (entry.version !== version) {
		paintItem(entry.li, ticket);
		const changed = view.seen && view.seen.get(ticket.id) !== version;
		entry.li.firstElementChild.classList.toggle("fresh", Boolean(changed));
		entry.version = version;
	}
	return entry.li;
}

function paintList(total) {
	const tickets = view.tickets;
	const list = $("list");
	const wanted = tickets.map(itemNode);
	/* Nodes that stay in place keep the focus and their animation. */
	wanted.forEach((li, i) => {
		if (list.children[i] !== li)
			list.insertBefore(li, list.children[i] || null);
	});
	while (list.children.length > wanted.length)
		list.lastElementChild.remove();
	view.seen = view.seen || new Map();
	for (const ticket of tickets)
		view.seen.set(ticket.id, JSON.stringify(ticket));
	const few = tickets.length === 1 ? "1 ticket" : `${tickets.length} tickets`;
	let text = view.search ? `${few} with “${view.search}”` : few;
	if (!view.search && tickets.length < total)
		text = `The newest ${tickets.length} of ${total} tickets`;
	$("count").textContent = text;
	document.body.classList.toggle("empty", total === 0);
	markCurrent();
}

function markCurrent() {
	for (const [id, entry] of nodes) {
		const link = entry.li.firstElementChild;
		if (id === current())
			link.setAttribute("aria-current", "true");
		else
			link.removeAttribute("aria-current");
	}
}

function current() {
	return location.hash.slice(1);
}

function paintGauge(data) {
	const part = Math.min(1, data.used / data.limit);
	const gauge = $("gauge");
	gauge.classList.toggle("warn", part >= 0.75 && part < 1);
	gauge.classList.toggle("full", part >= 1);
	gauge.setAttribute("aria-valuemax", String(data.limit));
	gauge.setAttribute("aria-valuenow", String(data.used));
	gauge.title = `${data.requests} requests since the start, ` +
		`${data.refused} refused with 429`;
	$("gauge-text").textContent = `${data.used} of ${data.limit}`;
	$("gauge-label").textContent = `requests / ${data.window} s`;
	$("gauge-bar").style.width = `${part * 100}%`;
}

function quoted(text) {
	return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function paintHint(data) {
	$("how-conf").textContent =
		"api   : { url = " + quoted(data.http_url) + ";\n" +
		"          key_file = " + quoted(data.key_file) + "; };\n" +
		"state : { url = \"sqlite:state.db\"; hold = \"held\"; };";
	$("how-pipe").textContent =
		"tixgate -c tixgate.conf deliver --sender ada@example.org" +
		" < mail.eml";
	const shell = `'${data.key_file.replace(/'/g, "'\\''")}'`;
	$("how-curl").textContent =
		`curl ${data.http_url}/tickets \\\n` +
		`  -H "Authorization: Bearer $(cat ${shell})" \\\n` +
		"  -H 'Content-Type: application/json' \\\n" +
		"  -d '{\"subject\": \"Hello\", \"description\": \"It works.\",\n" +
		"       \"customer_email\": \"ada@example.org\"}'";
}

function paintTalk(ticket) {
	const list = $("messages");
	if (!shown || shown.id !== ticket.id)
		list.replaceChildren();
	$("talk-number").textContent = `#${ticket.ticket_number}`;
	paintText($("talk-subject"), ticket.subject);
	$("talk-meta").replaceChildren(...spaced(chips(ticket)),
		` opened ${new Date(ticket.created_at).toLocaleString()}`);
	const all = [{ body: ticket.description, created_at: ticket.created_at },
		...ticket.messages];
	/* Messages are only ever added, so what is unfolded stays so. */
	while (list.children.length > all.length)
		list.lastElementChild.remove();
	for (const message of all.slice(list.children.length)) {
		const node = messageNode(ticket.customer, message.body,
			message.created_at);
		list.append(node);
		fold(node);
	}
	$("facts").replaceChildren(...fact("Ticket", ticket.id, "id"),
		...fact("Customer", ticket.customer_id, "id"),
		...fact("Source", ticket.source),
		...fact("Workspace", ticket.workspace),
		...fact("Updated", new Date(ticket.updated_at).toLocaleString()));
	document.title = `#${ticket.ticket_number} ${ticket.subject} – Tixallo sandbox`;
	shown = ticket;
}

function paintMain(total) {
	const reading = Boolean(shown && shown.id === current());
	$("talk").hidden = !reading;
	$("hint").hidden = reading || total !== 0;
	$("pick").hidden = reading || total === 0;
	document.body.classList.toggle("reading", reading);
	if (!reading)
		document.title = total ? `${total} tickets – Tixallo sandbox`
			: "Tixallo sandbox";
}

async function getJson(path) {
	const reply = await fetch(path, { signal: AbortSignal.timeout(5000) });
	if (!reply.ok && reply.status !== 404)
		throw new Error(`status ${reply.status}`);
	return (await reply.json()).data || null;
}

async function loadTalk(fresh) {
	const id = current();
	if (!id) {
		shown = null;
		return;
	}
	const known = view.tickets.find((ticket) => ticket.id === id);
	const same = shown && shown.id === id && known && !fresh &&
		Date.parse(shown.updated_at) === known.updated &&
		shown.messages.length === known.messages;
	if (same || (id === missing && !fresh))
		return;
	const ticket = await getJson(`view/${encodeURIComponent(id)}`);
	if (id !== current())
		return;
	missing = ticket ? "" : id;
	if (ticket) {
		const other = !shown || shown.id !== id;
		/* Shown before it is filled: folding measures the texts. */
		$("talk").hidden = false;
		$("pick").hidden = true;
		$("hint").hidden = true;
		document.body.classList.add("reading");
		paintTalk(ticket);
		if (other)
			document.querySelector("main").scrollTop = 0;
	} else {
		shown = null;
	}
}

let total = 0;
let busy = false;
let again = false;

async function refresh() {
	if (busy) {
		again = true;
		return;
	}
	busy = true;
	const search = view.search;
	try {
		const data = await getJson(`view?after=${view.revision}` +
			`&q=${encodeURIComponent(search)}`);
		view.skew = data.now - Date.now();
		total = data.total;
		if (data.tickets && search === view.search) {
			view.revision = data.revision;
			view.tickets = data.tickets;
			paintHint(data);
			paintList(total);
		}
		paintGauge(data);
		await loadTalk(Boolean(data.tickets));
		paintMain(total);
		$("lost").hidden = true;
	} catch {
		$("lost").hidden = false;
		view.revision = 0;
	}
	busy = false;
	if (again) {
		again = false;
		refresh();
	}
}

function step(by) {
	const at = view.tickets.findIndex((ticket) => ticket.id === current());
	const next = view.tickets[at < 0 ? 0 : at + by];
	if (!next)
		return;
	location.hash = next.id;
	const link = nodes.get(next.id).li.firstElementChild;
	link.scrollIntoView({ block: "nearest" });
	link.focus({ preventScroll: true });
}

function onKey(event) {
	const typing = event.target.matches("input");
	if (event.ctrlKey || event.metaKey || event.altKey)
		return;
	if (event.key === "Escape") {
		if (typing && view.search) {
			$("search").value = "";
			onSearch();
		} else if (typing) {
			$("search").blur();
		} else {
			location.hash = "";
		}
	} else if (!typing && event.key === "/") {
		event.preventDefault();
		$("search").focus();
		$("search").select();
	} else if (!typing && (event.key === "j" || event.key === "k")) {
		step(event.key === "j" ? 1 : -1);
	} else if (event.target.closest("nav, .search") &&
		(event.key === "ArrowDown" || event.key === "ArrowUp")) {
		event.preventDefault();
		step(event.key === "ArrowDown" ? 1 : -1);
	}
}

function onSearch() {
	view.search = $("search").value.trim();
	view.revision = 0;
	refresh();
}

async function onCopy(event) {
	const button = event.currentTarget;
	try {
		await navigator.clipboard.writeText(
			button.previousElementSibling.textContent);
		button.textContent = "Copied";
	} catch {
		getSelection().selectAllChildren(button.previousElementSibling);
		button.textContent = "Selected";
	}
	setTimeout(() => { button.textContent = "Copy"; }, 1500);
}

function tick() {
	for (const node of document.querySelectorAll("time"))
		if (node.dateTime)
			node.textContent = age(Date.parse(node.dateTime));
}

$("search").addEventListener("input", onSearch);
addEventListener("keydown", onKey);
addEventListener("hashchange", () => { markCurrent(); refresh(); });
addEventListener("visibilitychange", () => document.hidden || refresh());
for (const button of document.querySelectorAll(".code button"))
	button.addEventListener("click", onCopy);
setInterval(() => document.hidden || refresh(), 1000);
setInterval(tick, 20000);
refresh();
