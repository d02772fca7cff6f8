// SPDX-License-Identifier: GPL-3.0-or-later
// What a stretch of folded text has: dates, times, addresses, verbs.
#include "filters/text/shape.h"

#include <stdint.h>
#include <string.h>

#include "filters/text/utf8.h"

/* Years of the common, the Buddhist and the Persian calendar. */
#define YEAR_LEAST   1380
#define YEAR_MOST    2650
#define YEAR_2_DIGIT 100

/* Words between "On" and the first number: "On Wed, Apr 4". */
#define LEAD_WORDS_MOST 3

/* Numbers of one date or time that are told apart. */
#define NUMBERS_MOST 4

struct reader {
	const struct fold *fold;
	const struct words *words;
	struct shape *shape;
	size_t lead_at;	   /* the newest lead */
	size_t lead_words; /* words when it was seen */
	size_t run_to;	   /* up to here there is no address */
	bool closed_none;  /* there is no '>' any more */
};

static gunichar char_at(const struct fold *fold, size_t at)
{
	unsigned char byte = at < fold->n ? (unsigned char)fold->text[at] : 0;

	return byte < 0x80 ? byte : g_utf8_get_char(fold->text + at);
}

static size_t char_size(const struct fold *fold, size_t at)
{
	return (size_t)(utf8_next(fold->text + at) - (fold->text + at));
}

static bool is_letter(gunichar c)
{
	if (c < 0x80)
		return c == '\'' || g_ascii_isalpha((char)c);
	return g_unichar_isalpha(c) || g_unichar_ismark(c);
}

/*
 * The end of an address that begins at at, or at if there is none. What was
 * searched once is not searched again.
 */
static size_t address_end(struct reader *reader, size_t at)
{
	const struct fold *fold = reader->fold;
	size_t end = at, sign = 0;

	if (at < reader->run_to)
		return at;

	while (end < fold->n &&
	       strchr(" <>\",;()[]", fold->text[end]) == NULL) {
		if (fold->text[end] == '@' && end > at)
			sign = end;
		end++;
	}
	reader->run_to = end;
	if (sign == 0 || sign + 2 >= end)
		return at;
	/* "wrote:" may stand directly behind the address. */
	while (end > sign && strchr(":.", fold->text[end - 1]) != NULL)
		end--;
	return end;
}

static void judge_numbers(struct reader *reader, const guint *number,
			  const guint *digits, size_t n, char mark)
{
	struct shape *shape = reader->shape;
	bool year = false;

	for (size_t i = 0; i < n; i++) {
		if (digits[i] == 4 && number[i] >= YEAR_LEAST &&
		    number[i] <= YEAR_MOST)
			year = true;
	}
	if (n >= 2 && mark == ':' && number[0] < 25)
		shape->time = true;
	else if (n == 2 && mark == '.' && number[0] < 25 && digits[1] == 2 &&
		 number[1] < 60)
		shape->time = true;
	else if (n == 3 && (year || number[2] < YEAR_2_DIGIT))
		shape->date = true;
	else if (year)
		shape->date = true;
	if (shape->words == 0 && n == 3 && digits[0] == 4 && year)
		shape->iso = true;
}

/* Reads what begins with a digit: 2012, 12:30, 3.4.2012, 2012-04-03. */
static size_t read_number(struct reader *reader, size_t at)
{
	const struct fold *fold = reader->fold;
	guint number[NUMBERS_MOST] = {0}, digits[NUMBERS_MOST] = {0};
	size_t n = 0;
	char mark = 0;

	for (;;) {
		gunichar c = char_at(fold, at);
		int digit = c == 0 ? -1 : g_unichar_digit_value(c);

		if (digit >= 0) {
			if (digits[n] < 6)
				number[n] = number[n] * 10 + (guint)digit;
			digits[n]++;
			at += char_size(fold, at);
			continue;
		}
		if (n + 1 >= NUMBERS_MOST || c == 0 || c >= 0x80 ||
		    strchr(":./-h", (int)c) == NULL ||
		    g_unichar_digit_value(char_at(fold, at + 1)) < 0)
			break;
		mark = c == 'h' ? ':' : (char)c;
		n++;
		at++;
	}
	judge_numbers(reader, number, digits, n + 1, mark);
	if (reader->shape->number_words == SIZE_MAX)
		reader->shape->number_words = reader->shape->words;
	if (reader->lead_at != SIZE_MAX && !reader->shape->verb &&
	    reader->shape->lead_at == SIZE_MAX &&
	    reader->shape->words - reader->lead_words <= LEAD_WORDS_MOST + 1)
		reader->shape->lead_at = reader->lead_at;
	if (reader->shape->verb && reader->shape->verb_words <= 2)
		reader->shape->verb_dated = true;
	reader->shape->words++;
	reader->shape->verb_words++;
	return at;
}

static size_t read_word(struct reader *reader, size_t at)
{
	const struct fold *fold = reader->fold;
	struct shape *shape = reader->shape;
	size_t end = at;

	while (end < fold->n && is_letter(char_at(fold, end)))
		end += char_size(fold, end);
	guint mean = words_mean(reader->words, fold->text + at, end - at);

	if ((mean & WORD_LEAD) != 0) {
		if (shape->words == 0)
			shape->lead = true;
		reader->lead_at = at;
		reader->lead_words = shape->words;
	}
	if (end - at == 3 && (memcmp(fold->text + at, "gmt", 3) == 0 ||
			      memcmp(fold->text + at, "utc", 3) == 0))
		shape->zone = true;
	/* "napsal(a)": the ending in brackets is no word of its own. */
	if (shape->verb && at > 0 && fold->text[at - 1] == '(')
		return end;
	shape->words++;
	shape->verb_words++;
	if ((mean & WORD_VERB) != 0) {
		shape->verb = true;
		shape->verb_first = (mean & WORD_VERB_FIRST) != 0;
		shape->verb_words = 0;
	}
	return end;
}

/* Past <…>, which is an address or a link. */
static size_t read_bracket(struct reader *reader, size_t at)
{
	const struct fold *fold = reader->fold;
	const char *end = reader->closed_none
				  ? NULL
				  : memchr(fold->text + at, '>', fold->n - at);

	if (end == NULL) {
		reader->closed_none = true;
		return at + 1;
	}
	size_t n = (size_t)(end - (fold->text + at));

	if (memchr(fold->text + at, '@', n) != NULL)
		reader->shape->address = reader->shape->bracketed = true;
	return at + n + 1;
}

void shape_read(const struct fold *fold, const struct words *words,
		struct shape *shape)
{
	struct reader reader = {fold, words, shape, SIZE_MAX, 0, 0, false};

	*shape = (struct shape){.lead_at = SIZE_MAX, .number_words = SIZE_MAX};
	for (size_t at = 0; at < fold->n;) {
		gunichar c = char_at(fold, at);
		size_t end;

		if (c == '<') {
			at = read_bracket(&reader, at);
		} else if (c < 0x80 ? g_ascii_isalnum((char)c)
				    : g_unichar_isalnum(c)) {
			end = address_end(&reader, at);
			if (end > at)
				shape->address = true;
			else if (g_unichar_digit_value(c) >= 0)
				end = read_number(&reader, at);
			else
				end = read_word(&reader, at);
			at = MAX(end, at + 1);
		} else {
			at += char_size(fold, at);
		}
	}
	size_t n = fold->n;

	while (n > 0 && strchr(" _\"'>", fold->text[n - 1]) != NULL)
		n--;
	shape->colon = n > 0 && fold->text[n - 1] == ':';
	while (n > 0 && strchr(" :", fold->text[n - 1]) != NULL)
		n--;
	if (words_verb_glued(words, fold, n)) {
		shape->verb = true;
		shape->verb_words = 0;
	}
}
