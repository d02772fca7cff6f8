// SPDX-License-Identifier: GPL-3.0-or-later
// Subjects of bounces and of absence notes, in the languages of mail programs.
#include "filters/mark/subject.h"

#include <string.h>

#include <glib.h>

#include "filters/bounce/line.h"

/* Bytes of a subject, and of a text's beginning, that are searched. */
#define SUBJECT_MOST ((gsize)400)
#define TEXT_MOST    ((gsize)1200)

/* Bytes of a subject that is nothing but "automatic answer". */
#define PAIR_MOST 48

/* Bytes of a phrase that is too short to stand for itself without a colon. */
#define SHORT_MOST 4

static const char *const forwards[] = {
	"fwd:", "fw:", "wg:", "tr:",  "rv:", "enc:", "i:",   "doorst:",
	"vl:",	"vs:", "pd:", "fyi:", "ts:", "转发", "転送",
};

static const char *const bounces[] = {
	"delivery status notification",
	"undeliver",
	"undelivrable",
	"delivery failure",
	"delivery has failed",
	"delivery failed",
	"delivery problem",
	"delivery error",
	"delivery warning",
	"delivery notification",
	"delivery delayed",
	"delivery report",
	"failure notice",
	"failure delivery",
	"failure notification",
	"mail failure",
	"mail failed",
	"mail system error",
	"mail could not be delivered",
	"could not be delivered",
	"could not send mail",
	"couldn't be delivered",
	"message status - undeliverable",
	"returned mail",
	"returned to sender",
	"returned message",
	"returning message to sender",
	"returning to sender",
	"non-delivery",
	"nondeliverable",
	"not delivered",
	"error sending your mail",
	"message delayed",
	"delayed mail",
	"warning: message",
	"unzustellbar",
	"nicht zustellbar",
	"zustellung fehlgeschlagen",
	"non remis",
	"échec de la remise",
	"échec de remise",
	"non délivré",
	"no se puede entregar",
	"no se pudo entregar",
	"error de entrega",
	"não entregue",
	"não foi possível entregar",
	"falha na entrega",
	"mancato recapito",
	"impossibile recapitare",
	"non recapitabile",
	"onbestelbaar",
	"kunde inte levereras",
	"olevererbart",
	"kan ikke leveres",
	"toimittaminen epäonnistui",
	"niedostarczona",
	"nie można dostarczyć",
	"не доставлено",
	"недоставленн",
	"nedoručiteln",
	"kézbesíthetetlen",
	"送信エラー",
	"配信不能",
	"配信エラー",
	"退信",
	"投递失败",
	"배달되지",
};

/* RFC 3834, 3.1.5 proposes "Auto: "; the others are what programs write. */
static const char *const answers[] = {
	"auto",
	"auto re",
	"auto reply",
	"auto-reply",
	"autoreply",
	"auto response",
	"auto-response",
	"autoresponse",
	"autoresponder",
	"automatic reply",
	"automatic response",
	"automated reply",
	"automated response",
	"automatic answer",
	"out of office",
	"out of office autoreply",
	"out of office reply",
	"out of office response",
	"out of office notification",
	"out of the office",
	"out-of-office",
	"ooo",
	"vacation",
	"vacation reply",
	"vacation message",
	"vacation response",
	"away from my mail",
	"away from the office",
	"abwesenheit",
	"abwesenheitsnotiz",
	"abwesenheitsnachricht",
	"abwesenheitsmeldung",
	"abwesenheitsassistent",
	"abwesend",
	"automatische antwort",
	"automatische abwesenheitsnotiz",
	"nicht im büro",
	"urlaubsmeldung",
	"réponse automatique",
	"réponse d'absence",
	"message d'absence",
	"notification d'absence",
	"absence du bureau",
	"absent du bureau",
	"respuesta automática",
	"respuesta automatica",
	"fuera de la oficina",
	"fuera de oficina",
	"mensaje automático",
	"resposta automática",
	"resposta automàtica",
	"fora do escritório",
	"ausência temporária",
	"risposta automatica",
	"fuori ufficio",
	"fuori sede",
	"assenza dall'ufficio",
	"automatisch antwoord",
	"automatisch bericht",
	"afwezig",
	"afwezigheidsbericht",
	"niet aanwezig",
	"autosvar",
	"automatisk svar",
	"automatiskt svar",
	"frånvaro",
	"frånvaromeddelande",
	"ej på kontoret",
	"fraværsmelding",
	"ikke på kontoret",
	"ikke til stede",
	"automaattinen vastaus",
	"poissa",
	"poissaoloilmoitus",
	"automatyczna odpowiedź",
	"odpowiedź automatyczna",
	"autoodpowiedź",
	"nieobecność",
	"poza biurem",
	"automatická odpověď",
	"automatická odpoveď",
	"automatikus válasz",
	"házon kívül",
	"răspuns automat",
	"samodejni odgovor",
	"automatski odgovor",
	"automatinis atsakymas",
	"automātiskā atbilde",
	"автоответ",
	"автоматический ответ",
	"автоматична відповідь",
	"автоматичен отговор",
	"αυτόματη απάντηση",
	"otomatik yanıt",
	"otomatik cevap",
	"ofis dışında",
	"מענה אוטומטי",
	"رد تلقائي",
	"自動応答",
	"自動返信",
	"自动回复",
	"自動回覆",
	"자동 회신",
	"자동 응답",
};

static const char *const absences[] = {
	"out of the office", "out of office",
	"out-of-office",     "away from the office",
	"on vacation",	     "on annual leave",
	"on holiday until",  "on leave until",
	"maternity leave",   "currently away",
	"away until",	     "nicht im büro",
	"nicht im buero",    "nicht im hause",
	"ausser haus",	     "außer haus",
	"im urlaub",	     "bin abwesend",
	"wieder erreichbar", "absent du bureau",
	"absente du bureau", "en congé",
	"en vacances",	     "fuera de la oficina",
	"de vacaciones",     "fuori ufficio",
	"in ferie",	     "fora do escritório",
	"de férias",	     "niet aanwezig",
	"met vakantie",	     "op vakantie",
	"på semester",	     "på ferie",
	"ute fra kontoret",  "lomalla",
	"na urlopie",	     "poza biurem",
	"в отпуске",	     "休暇",
	"不在にして",	     "休假",
};

/*
 * "Automatic" and "answer" in one short subject, in whatever order a language
 * puts them.
 */
static const char *const automatic_words[] = {
	"automat", "automāt", "otomati", "автомат", "αυτόματ",
	"αυτοματ", "自動",    "自动",	 "자동",    "אוטומטי",
};

static const char *const answer_words[] = {
	"reply",   "respon",  "answer",	   "antwort",	  "antwoord",
	"réponse", "reponse", "respuesta", "resposta",	  "risposta",
	"svar",	   "vastaus", "odpowied",  "odpov",	  "odgovor",
	"válasz",  "răspuns", "raspuns",   "atsakym",	  "atbilde",
	"vastus",  "ответ",   "відповід",  "отговор",	  "απάντηση",
	"yanıt",   "cevap",   "応答",	   "返信",	  "回复",
	"回覆",	   "회신",    "응답",	   "abwesenheit",
};

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

static const char *found(const char *const *phrases, gsize n, const char *text)
{
	for (gsize i = 0; i < n; i++) {
		g_autofree char *phrase = g_utf8_casefold(phrases[i], -1);

		if (strstr(text, phrase) != NULL)
			return phrases[i];
	}
	return NULL;
}

/* Both kinds of words in a subject that says nothing else, and asks nothing. */
static const char *answer_by_words(const char *text)
{
	gsize blanks = 0;

	for (const char *p = text; *p != '\0'; p++)
		blanks += *p == ' ';
	if (blanks > 2 || strchr(text, '?') != NULL)
		return NULL;
	if (strlen(text) > PAIR_MOST ||
	    found(automatic_words, G_N_ELEMENTS(automatic_words), text) == NULL)
		return NULL;
	return found(answer_words, G_N_ELEMENTS(answer_words), text);
}

bool subject_is_forward(const char *subject)
{
	g_autofree char *text = folded(subject, SUBJECT_MOST);
	const char *p = text + strspn(text, " ");

	for (gsize i = 0; i < G_N_ELEMENTS(forwards); i++)
		if (g_str_has_prefix(p, forwards[i]))
			return true;
	return false;
}

const char *subject_of_bounce(const char *subject)
{
	g_autofree char *text = folded(subject, SUBJECT_MOST);

	if (subject_is_forward(subject))
		return NULL;
	return found(bounces, G_N_ELEMENTS(bounces), text);
}

/* What may follow a phrase that stands for itself. */
static bool ends_phrase(const char *p)
{
	return p[strspn(p, " ")] == '\0' || strchr(":]([)!", *p) != NULL ||
	       g_str_has_prefix(p, "：") || g_str_has_prefix(p, " :") ||
	       g_str_has_prefix(p, " -") || g_str_has_prefix(p, " –") ||
	       g_str_has_prefix(p, " (") || g_str_has_prefix(p, "...");
}

static const char *answer_at(const char *p)
{
	const char *best = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(answers); i++) {
		g_autofree char *phrase = g_utf8_casefold(answers[i], -1);
		const gsize n = strlen(phrase);

		if (strncmp(p, phrase, n) != 0 || !ends_phrase(p + n))
			continue;
		/* "Auto" alone is a word; "Auto:" is a mark. */
		if (n <= SHORT_MOST && p[n] != ':')
			continue;
		best = answers[i];
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
	return found(absences, G_N_ELEMENTS(absences), text);
}

bool subject_is_absence(const char *subject)
{
	static const char *const persons[] = {
		"i am ",   "i'm ",     "i will ", "i'll ",  "ich bin",
		"je suis", "je serai", "estoy ",  "estaré", "sono ",
		"ik ben ", "jag är ",  "jeg er ", "я в ",
	};
	g_autofree char *text = folded(subject, SUBJECT_MOST);

	return subject_of_absence(subject) != NULL &&
	       found(persons, G_N_ELEMENTS(persons), text) != NULL;
}

const char *text_of_absence(const char *text)
{
	g_autofree char *beginning = folded(text, TEXT_MOST);

	return found(absences, G_N_ELEMENTS(absences), beginning);
}
