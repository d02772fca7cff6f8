// SPDX-License-Identifier: GPL-3.0-or-later
// Tests that phrases of subjects are written as they are compared.
#include "unit/unit.h"

#include "filters/bounce/line.h"
#include "filters/mark/subject.h"
#include "filters/mark/subject_phrases.h"

static void test_subject_phrases_are_folded_as_subjects_are(void **state)
{
	const char *const *const lists[] = {
		subject_forwards, subject_bounces,   subject_answers,
		subject_absences, subject_automatic, subject_answering,
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
		assert_non_null(lists[i][0]);
		for (size_t k = 0; lists[i][k] != NULL; k++) {
			g_autofree char *folded =
				g_utf8_casefold(lists[i][k], -1);

			same_text("phrase", lists[i][k], folded);
		}
	}
}

static void test_subject_phrases_are_found_in_any_case(void **state)
{
	(void)state;
	for (size_t i = 0; subject_bounces[i] != NULL; i++) {
		g_autofree char *upper = g_utf8_strup(subject_bounces[i], -1);
		g_autofree char *subject = g_strdup_printf("x %s x", upper);

		if (subject_of_bounce(subject) == NULL)
			fail_msg("not found: %s", subject);
	}
	same_text("sharp s", subject_of_absence("Bin außer Haus"),
		  "ausser haus");
	assert_null(subject_of_bounce("Printer on the third floor"));
}

static void test_pairs_never_hide_what_a_search_finds(void **state)
{
	static const struct {
		const char *label, *text, *phrase;
		bool allowed;
	} rows[] = {
		{"there", "Mail Delivery failed", "delivery failed", true},
		{"case", "MAIL DELIVERY FAILED", "delivery failed", true},
		{"at the end", "x ab", "ab", true},
		{"one letter", "x", "y", true},
		{"not there", "a question", "delivery failed", false},
		{"not there in an empty text", "", "ab", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct pairs pairs;

		pairs_fill(&pairs, span_of(rows[i].text));
		same_number(rows[i].label, pairs_allow(&pairs, rows[i].phrase),
			    rows[i].allowed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_subject_phrases_are_folded_as_subjects_are),
		cmocka_unit_test(test_subject_phrases_are_found_in_any_case),
		cmocka_unit_test(test_pairs_never_hide_what_a_search_finds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
