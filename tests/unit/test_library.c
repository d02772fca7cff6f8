// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of libraries that are loaded at first need.
#include "unit/unit.h"

#include <dlfcn.h>

#include "base/library.h"

static void test_library_functions_are_found_and_called(void **state)
{
	void *library = library_open("libz.so.1");
	const char *(*version)(void) = NULL;

	(void)state;
	assert_non_null(library);
	assert_true(library_function(library, "zlibVersion", &version));
	assert_true(g_ascii_isdigit(*version()));
}

static void test_library_missing_function_is_told(void **state)
{
	void *library = library_open("libz.so.1");
	void (*function)(void) = NULL;

	(void)state;
	assert_false(library_function(library, "zlibNoSuch", &function));
	assert_null(function);
}

static void test_library_missing_one_is_told(void **state)
{
	(void)state;
	assert_null(library_open("libtixgate-no-such.so.1"));
	assert_non_null(dlerror());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_library_functions_are_found_and_called),
		cmocka_unit_test(test_library_missing_function_is_told),
		cmocka_unit_test(test_library_missing_one_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
