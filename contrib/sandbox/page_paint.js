// SPDX-License-Identifier: GPL-3.0-or-later
// How texts, items and messages of the sandbox's page are painted.
/* Characters that turn text around or do not show: these are spelled out. */
const unseen = /([\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2060-\u2069\ufeff])/u;

function paintText(node, text) {
	node.replaceChildren(...text.split(unseen).map((part, i) => {
		if (i % 2 === 0)
			return part;
		const mark = document.createElement("span");
		mark.className = "unseen";
		mark.textContent = "U+" + part.codePointAt(0).toString(16)
			.toUpperCase().padStart(4, "0");
		return mark;
	}));
}

function initials(name, email) {
	const words = (name || email.split("@")[0]).split(/[\s._-]+/u)
		.map((word) => (word.match(/[\p{L}\p{N}]/u) || [""])[0])
		.filter(Boolean);
	const last = words.length > 1 ? words[words.length - 1] : "";
	return ((words[0] || "?") + last).toUpperCase();
}

function hue(text) {
	let sum = 7;
	for (const char of text)
		sum = (sum * 31 + char.codePointAt(0)) % 3600;
	return sum % 360;
}

function paintAvatar(node, name, email) {
	node.textContent = initials(name, email);
	node.style.setProperty("--hue", String(hue(email.toLowerCase())));
}

function age(time) {
	const seconds = (Date.now() + view.skew - time) / 1000;
	if (seconds < 45)
		return "now";
	if (seconds < 3600)
		return `${Math.max(1, Math.round(seconds / 60))} min`;
	if (seconds < 86400)
		return `${Math.round(seconds / 3600)} h`;
	if (seconds < 7 * 86400)
		return `${Math.round(seconds / 86400)} d`;
	return new Date(time).toLocaleDateString(undefined,
		{ day: "numeric", month: "short", year: "numeric" });
}

function paintTime(node, time) {
	const date = new Date(time);
	node.dateTime = date.toISOString();
	node.title = date.toLocaleString();
	node.textContent = age(time);
}

function chip(text, kind) {
	const node = document.createElement("span");
	node.className = "chip";
	if (/^[a-z]+$/.test(kind || text))
		node.classList.add(kind || text);
	node.textContent = text;
	return node;
}

function chips(ticket) {
	const all = [chip(ticket.status)];
	all.push(chip(ticket.priority));
	if (ticket.merged)
		all.push(chip("merged"));
	return all;
}

function spaced(parts) {
	return parts.flatMap((part, i) => i ? [" ", part] : [part]);
}

function paintItem(li, ticket) {
	const link = li.firstElementChild;
	const [name, mail] = link.querySelectorAll(".who bdi");
	link.href = `#${ticket.id}`;
	paintAvatar(link.querySelector(".avatar"), ticket.name, ticket.email);
	paintText(name, ticket.name || ticket.email);
	mail.textContent = ticket.name ? ticket.email : "";
	paintTime(link.querySelector("time"), ticket.created);
	paintText(link.querySelector(".subject"), ticket.subject);
	link.querySelector(".number").textContent = `#${ticket.number}`;
	link.querySelector(".chips").replaceChildren(...chips(ticket));
	const n = ticket.messages + 1;
	const replies = link.querySelector(".replies");
	replies.lastElementChild.textContent = String(n);
	replies.title = n === 1 ? "1 message" : `${n} messages`;
}

function fold(node) {
	const text = node.querySelector(".text");
	const more = node.querySelector(".more");
	text.classList.add("folded");
	if (text.scrollHeight <= text.clientHeight * 1.25) {
		text.classList.remove("folded");
		return;
	}
	const lines = text.textContent.split("\n").length;
	const label = lines > 20 ? `Show more (${lines} lines)` : "Show more";
	more.hidden = false;
	more.textContent = label;
	more.setAttribute("aria-expanded", "false");
	more.addEventListener("click", () => {
		const folded = text.classList.toggle("folded");
		more.textContent = folded ? label : "Show less";
		more.setAttribute("aria-expanded", String(!folded));
		if (folded)
			node.scrollIntoView({ block: "nearest" });
	});
}

function messageNode(customer, text, time) {
	const node = $("message-template").content.firstElementChild
		.cloneNode(true);
	paintAvatar(node.querySelector(".avatar"), customer.name, customer.email);
	paintText(node.querySelector(".name bdi"), customer.name || customer.email);
	node.querySelector(".mail bdi").textContent =
		customer.name ? customer.email : "";
	paintTime(node.querySelector("time"), Date.parse(time));
	paintText(node.querySelector(".text"), text);
	return node;
}

function fact(name, value, kind) {
	const term = document.createElement("dt");
	const text = document.createElement("dd");
	term.textContent = name;
	text.textContent = value;
	if (kind)
		text.className = kind;
	return [term, text];
}

