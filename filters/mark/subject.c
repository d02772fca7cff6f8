// SPDX-License-Identifier: GPL-3.0-or-later
// Subjects of bounces and of absence notes, in the languages of mail programs.
#include "filters/mark/subject.h"

#include <string.h>

#include <glib.h>

#include "filters/bounce/line.h"
#include "filters/bounce/sentence.h"
#include "filters/mark/subject_phrases.h"

/* Bytes of a subject, and of a text's beginning, that are searched. */
#define SUBJECT_MOST ((gsize)400)
#define TEXT_MOST    ((gsize)1200)

/* Bytes of "automatic answer", in whatever language. */
#define PAIR_MOST 48

/* Bytes of a phrase that is too short to stand for itself without a colon. */
#define SHORT_MOST 4

static char *folded(const char *text, gsize most)
{
	const gsize size = strnlen(text, most);
	g_autofree char *valid = g_utf8_make_valid(text, (gssize)size);
	char *lower = g_utf8_casefold(valid, -1);

	/* Typographic apostrophes, as Outlook writes them. */
	for (char *p = strstr(lower, "’"); p != NULL; p = strstr(p, "’")) {
		*p = '\'';
		memmove(p + 1, p + strlen("’"), strlen(p + strlen("’")) + 1);
	}
	return lower;
}

/* The first of the phrases that stands in a folded text, or NULL. */
static const char *found(const char *const *phrases, const char *text)
{
	struct pairs pairs;

	pairs_fill(&pairs, span_of(text));
	for (; *phrases != NULL; phrases++)
		if (pairs_allow(&pairs, *phrases) &&
		    strstr(text, *phrases) != NULL)
			return *phrases;
	return NULL;
}

/*
 * Both kinds of words, and nothing else, before a colon; without one people
 * write of such answers as well ("Automatic reply does not work").
 */
static const char *answer_by_words(const char *text)
{
	const gsize ascii = strcspn(text, ":");
	const char *wide = strstr(text, "：");
	const gsize n = wide != NULL ? MIN(ascii, (gsize)(wide - text)) : ascii;
	g_autofree char *mark = g_strndup(text, n);
	const gsize most = text[n] == '\0' ? 1 : 3;
	gsize blanks = 0;

	for (const char *p = g_strstrip(mark); *p != '\0'; p++)
		blanks += *p == ' ';
	if (blanks > most || strlen(mark) > PAIR_MOST ||
	    strchr(mark, '?') != NULL || found(subject_automatic, mark) == NULL)
		return NULL;
	return found(subject_answering, mark);
}

bool subject_is_forward(const char *subject)
{
	g_autofree char *text = folded(subject, SUBJECT_MOST);
	const char *p = text + strspn(text, " ");

	for (gsize i = 0; subject_forwards[i] != NULL; i++)
		if (g_str_has_prefix(p, subject_forwards[i]))
			return true;
	return false;
}

const char *subject_of_bounce(const char *subject)
{
	g_autofree char *text = folded(subject, SUBJECT_MOST);
	g_autoptr(GPtrArray) sentences = NULL;
	const char *phrase;

	if (subject_is_forward(subject))
		return NULL;
	phrase = found(subject_bounces, text);
	if (phrase != NULL)
		return phrase;
	sentences = sentences_read(
		(struct span){subject, strnlen(subject, SUBJECT_MOST)});
	return sentences_meaning(sentences, sentences_of_bounces);
}

/* What may follow a phrase that stands for itself. */
static bool ends_phrase(const char *p)
{
	return p[strspn(p, " ")] == '\0' || strchr(":]([)!", *p) != NULL ||
	       g_str_has_prefix(p, "：") || g_str_has_prefix(p, " :") ||
	       g_str_has_prefix(p, " -") || g_str_has_prefix(p, " –") ||
	       g_str_has_prefix(p, " (") || g_str_has_prefix(p, "...") ||
	       g_str_has_prefix(p, " re:");
}

static const char *answer_at(const char *p)
{
	const char *best = NULL;

	for (gsize i = 0; subject_answers[i] != NULL; i++) {
		const gsize n = strlen(subject_answers[i]);

		if (strncmp(p, subject_answers[i], n) != 0 ||
		    !ends_phrase(p + n))
			continue;
		/* "Auto" alone is a word; "Auto:" is a mark. */
		if (n <= SHORT_MOST && p[n] != ':')
			continue;
		best = subject_answers[i];
	}
	return best;
}

const char *subject_of_answer(const char *subject)
{
	g_autofree char *text = folded(subject, SUBJECT_MOST);
	const char *p = text + strspn(text, " ");
	const char *answer = answer_at(p);

	if (answer == NULL && *p == '[') {
		const char *close = strchr(p, ']');

		answer = answer_at(p + 1);
		if (answer == NULL && close != NULL)
			answer = answer_at(close + 1 + strspn(close + 1, " "));
	}
	return answer == NULL && strncmp(p, "re:", 3) != 0 ? answer_by_words(p)
							   : answer;
}

const char *subject_of_absence(const char *subject)
{
	g_autofree char *text = folded(subject, SUBJECT_MOST);

	if (subject_is_forward(subject) || g_str_has_prefix(text, "re:") ||
	    g_str_has_prefix(text, "aw:"))
		return NULL;
	return found(subject_absences, text);
}

bool subject_is_absence(const char *subject)
{
	static const char *const persons[] = {
		"i am ",   "i'm ",     "i will ", "i'll ",  "ich bin",
		"je suis", "je serai", "estoy ",  "estaré", "sono ",
		"ik ben ", "jag är ",  "jeg er ", "я в ",   "estou ",
		"jestem ", "jsem ",    "olen ",	  "sunt ",  "у відпустці",
		NULL,
	};
	g_autofree char *text = folded(subject, SUBJECT_MOST);

	return subject_of_absence(subject) != NULL &&
	       found(persons, text) != NULL;
}

const char *text_of_absence(const char *text)
{
	g_autofree char *beginning = folded(text, TEXT_MOST);

	return found(subject_absences, beginning);
}
