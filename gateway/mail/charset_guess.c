// SPDX-License-Identifier: GPL-3.0-or-later
// A guess at the charset of bytes of which nothing is known.
#include "mail/charset_guess.h"

#include <stdbool.h>
#include <string.h>

/*
 * What a charset of one byte a letter has where. All texts of an alphabet have
 * the same letters often: the ten that are most frequent in Russian (also in
 * Ukrainian and Bulgarian) are two letters of three, by chance one of three.
 */
struct alphabet {
	const char *name;
	const char *lower; /* from, to: pairs of bytes */
	const char *upper; /* the same */
	const char *often; /* the frequent small letters, ten of them */
	const char *signs; /* quotes, dashes and the like */
};

static const struct alphabet alphabets[] = {
	{"CP1251", "\xe0\xff\xb3\xb4\xb8\xb8\xba\xba\xbf\xbf",
	 "\xc0\xdf\xa5\xa5\xa8\xa8\xaa\xaa\xaf\xaf\xb2\xb2",
	 "\xee\xe5\xe0\xe8\xed\xf2\xf1\xf0\xe2\xeb",
	 "\x84\x85\x91\x92\x93\x94\x95\x96\x97\xa0\xa7\xa9\xab\xb0\xb9\xbb"},
	{"KOI8-U", "\xc0\xdf\xa3\xa4\xa6\xa7\xad\xad",
	 "\xe0\xff\xb3\xb4\xb6\xb7\xbd\xbd",
	 "\xcf\xc5\xc1\xc9\xce\xd4\xd3\xd2\xd7\xcc", "\x9a\x9c\xbf"},
	{"ISO-8859-5", "\xd0\xef\xf1\xf4\xf6\xf7", "\xb0\xcf\xa1\xa1\xa4\xa7",
	 "\xde\xd5\xd0\xd8\xdd\xe2\xe1\xe0\xd2\xdb", "\xa0\xad\xf0\xfd"},
	{"CP866", "\xa0\xaf\xe0\xef\xf1\xf1\xf3\xf3\xf5\xf5",
	 "\x80\x9f\xf0\xf0\xf2\xf2\xf4\xf4",
	 "\xae\xa5\xa0\xa8\xad\xe2\xe1\xe0\xa2\xab", "\xc4\xf8\xfc\xff"},
	{"CP1253", "\xdc\xdf\xe1\xfe\xc0\xc0\xe0\xe0",
	 "\xc1\xdb\xa2\xa2\xb8\xba\xbc\xbc\xbe\xbf",
	 "\xe1\xef\xe9\xe5\xf4\xf3\xed\xe7\xf5\xf1",
	 "\x84\x85\x91\x92\x93\x94\x95\x96\x97\xa0\xab\xb7\xbb"},
	{"CP1255", "\xe0\xfa", "", "\xe9\xe5\xe4\xec\xe0\xf8\xfa\xe1\xf9\xee",
	 "\x84\x85\x91\x92\x93\x94\x95\x96\x97\xa0\xa4"},
};

/* Of 100 letters those that must be frequent ones. */
#define OFTEN_LEAST 48

/* Of 100 bytes beyond ASCII those that may be no letters. */
#define STRANGE_MOST 8

/* Of 100 letters those that may be capitals inside of a word. */
#define BENT_MOST 8

/* Of 100 bytes beyond ASCII those that must stand three together. */
#define TOGETHER_LEAST 60

/* Letters of which none is another. */
#define DIFFERENT_LEAST 4

enum letter { LETTER_LOWER = 1, LETTER_UPPER = 2, LETTER_OFTEN = 4, SIGN = 8 };

static bool is_high(guint8 c)
{
	return c >= 0x80;
}

static void set_ranges(guint8 *kinds, const char *ranges, guint8 kind)
{
	for (; *ranges != '\0'; ranges += 2)
		for (guint c = (guint8)ranges[0]; c <= (guint8)ranges[1]; c++)
			kinds[c] |= kind;
}

static void set_kinds(guint8 kinds[256], const struct alphabet *alphabet)
{
	const guint8 first = (guint8)alphabet->lower[0];
	const guint8 shift = (guint8)((guint8)alphabet->upper[0] - first);

	memset(kinds, 0, 256);
	set_ranges(kinds, alphabet->lower, LETTER_LOWER);
	set_ranges(kinds, alphabet->upper, LETTER_UPPER);
	for (const char *p = alphabet->often; *p != '\0'; p++) {
		const guint8 capital = (guint8)((guint8)*p + shift);

		kinds[(guint8)*p] |= LETTER_OFTEN;
		if ((kinds[capital] & LETTER_UPPER) != 0)
			kinds[capital] |= LETTER_OFTEN;
	}
	for (const char *p = alphabet->signs; *p != '\0'; p++)
		kinds[(guint8)*p] |= SIGN;
}

/* How well bytes are spread as in that alphabet, of 100; 0 for not at all. */
static guint fits(const struct alphabet *alphabet, const guint8 *bytes,
		  gsize size)
{
	gsize letters = 0, often = 0, strange = 0, bent = 0, different = 0;
	guint8 kinds[256];
	bool met[256] = {false};
	guint8 before = 0;

	set_kinds(kinds, alphabet);
	for (gsize i = 0; i < size; i++) {
		const guint8 kind = is_high(bytes[i]) ? kinds[bytes[i]] : 0;

		if ((kind & (LETTER_LOWER | LETTER_UPPER)) != 0) {
			letters++;
			different += !met[bytes[i]];
			met[bytes[i]] = true;
			often += (kind & LETTER_OFTEN) != 0;
			bent += (kind & LETTER_UPPER) != 0 &&
				(before & LETTER_LOWER) != 0;
		} else {
			strange += is_high(bytes[i]) && kind == 0;
		}
		before = kind;
	}
	if (letters < GUESS_LETTERS_LEAST || different < DIFFERENT_LEAST ||
	    strange * 100 > STRANGE_MOST * (letters + strange) ||
	    bent * 100 > BENT_MOST * letters ||
	    often * 100 < OFTEN_LEAST * letters)
		return 0;
	return (guint)(often * 100 / letters);
}

/* True if letters beyond ASCII make words, as Western ones never do. */
static bool stands_together(const guint8 *bytes, gsize size)
{
	gsize high = 0, together = 0, run = 0;

	for (gsize i = 0; i <= size; i++) {
		if (i < size && is_high(bytes[i])) {
			run++;
			continue;
		}
		high += run;
		together += run >= 3 ? run : 0;
		run = 0;
	}
	return high > 0 && together * 100 >= TOGETHER_LEAST * high;
}

static const char *guess_alphabet(const guint8 *bytes, gsize size)
{
	const char *name = NULL;
	guint best = 0;

	if (!stands_together(bytes, size))
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(alphabets); i++) {
		const guint fit = fits(&alphabets[i], bytes, size);

		if (fit > best) {
			best = fit;
			name = alphabets[i].name;
		}
	}
	return name;
}

/* What the pairs of bytes of a text are, taken for one of the East. */
struct pairs {
	gsize n;
	gsize common; /* characters that texts are full of */
	gsize sure;   /* those that no other writing is full of */
};

struct east {
	const char *name;
	/* Whether bytes can be a pair; common and sure are counted. */
	bool (*pair)(guint8 a, guint8 b, struct pairs *pairs);
	guint common_least; /* of 100 pairs */
	guint sure_least;   /* of 100 pairs */
	bool kana;	    /* bytes A1 … DF alone are letters */
};

static bool between(guint8 c, guint8 from, guint8 to)
{
	return c >= from && c <= to;
}

/* Kana are half of every Japanese text. */
static bool pair_sjis(guint8 a, guint8 b, struct pairs *pairs)
{
	const bool kana = (a == 0x82 && between(b, 0x9f, 0xf1)) ||
			  (a == 0x83 && between(b, 0x40, 0x96));

	pairs->sure += kana;
	pairs->common += kana || a == 0x81 || between(a, 0x88, 0x97);
	return (between(a, 0x81, 0x9f) || between(a, 0xe0, 0xfc)) &&
	       between(b, 0x40, 0xfc) && b != 0x7f;
}

static bool pair_eucjp(guint8 a, guint8 b, struct pairs *pairs)
{
	const bool kana = a == 0xa4 || a == 0xa5;

	pairs->sure += kana;
	pairs->common += kana || a == 0xa1 || between(a, 0xb0, 0xcf);
	return (a == 0x8e || between(a, 0xa1, 0xfe)) && between(b, 0xa1, 0xfe);
}

/* Hangul stands in rows B0 to C8, where Chinese has half of its signs only. */
static bool pair_euckr(guint8 a, guint8 b, struct pairs *pairs)
{
	pairs->sure += between(a, 0xb0, 0xc8);
	pairs->common += between(a, 0xb0, 0xc8) || between(a, 0xa1, 0xa3);
	return between(a, 0xa1, 0xfe) && between(b, 0xa1, 0xfe);
}

/* The frequent signs, by their sound, are in rows B0 to D7. */
static bool pair_gb(guint8 a, guint8 b, struct pairs *pairs)
{
	pairs->sure += between(a, 0xb0, 0xbf);
	pairs->common +=
		(between(a, 0xb0, 0xd7) && b >= 0xa1) || between(a, 0xa1, 0xa3);
	return between(a, 0x81, 0xfe) && between(b, 0x40, 0xfe) && b != 0x7f;
}

/* Those of Big5 by their strokes; of their second bytes a third is ASCII. */
static bool pair_big5(guint8 a, guint8 b, struct pairs *pairs)
{
	pairs->sure += between(a, 0xa4, 0xc6) && b < 0x80;
	pairs->common += between(a, 0xa1, 0xc6);
	return between(a, 0xa1, 0xf9) &&
	       (between(b, 0x40, 0x7e) || between(b, 0xa1, 0xfe));
}

/* In an order in which the one that asks for more comes first. */
static const struct east easts[] = {
	{"CP932", pair_sjis, 80, 30, true},
	{"EUC-JP-MS", pair_eucjp, 85, 30, false},
	{"CP949", pair_euckr, 97, 60, false},
	{"GB18030", pair_gb, 90, 15, false},
	{"BIG5-HKSCS", pair_big5, 95, 12, false},
};

static bool is_east(const struct east *east, const guint8 *bytes, gsize size)
{
	struct pairs pairs = {0};
	gsize i = 0;

	while (i < size) {
		if (!is_high(bytes[i]) ||
		    (east->kana && between(bytes[i], 0xa1, 0xdf))) {
			i++;
			continue;
		}
		/* The last one may be cut. */
		if (i + 1 == size)
			break;
		if (!east->pair(bytes[i], bytes[i + 1], &pairs))
			return false;
		pairs.n++;
		i += 2;
	}
	return pairs.n >= GUESS_PAIRS_LEAST &&
	       pairs.common * 100 >= east->common_least * pairs.n &&
	       pairs.sure * 100 >= east->sure_least * pairs.n;
}

const char *charset_guess(const char *bytes, gsize size)
{
	const guint8 *look = (const guint8 *)bytes;
	const gsize most = MIN(size, GUESS_SIZE_MOST);
	const char *name = guess_alphabet(look, most);

	for (gsize i = 0; name == NULL && i < G_N_ELEMENTS(easts); i++)
		if (is_east(&easts[i], look, most))
			name = easts[i].name;
	return name;
}
