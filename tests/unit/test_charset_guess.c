// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes of which nothing is known are taken for what their writing is.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "mail/charset.h"
#include "mail/charset_guess.h"

static const struct {
	const char *label, *charset, *text;
} rows[] = {
	{"Russian, CP1251", "CP1251",
	 "Здравствуйте! Я не получил заказ, хотя деньги списаны ещё на "
	 "прошлой неделе. Подскажите, когда его отправят?"},
	{"Russian, KOI8-U", "KOI8-U",
	 "Здравствуйте! Я не получил заказ, хотя деньги списаны ещё на "
	 "прошлой неделе. Подскажите, когда его отправят?"},
	{"Russian, ISO-8859-5", "ISO-8859-5",
	 "Здравствуйте! Я не получил заказ, хотя деньги списаны ещё на "
	 "прошлой неделе. Подскажите, когда его отправят?"},
	{"Russian, CP866", "CP866",
	 "Здравствуйте! Я не получил заказ, хотя деньги списаны ещё на "
	 "прошлой неделе. Подскажите, когда его отправят?"},
	{"a Russian subject, CP1251", "CP1251", "Не могу войти в кабинет"},
	{"a Russian subject, KOI8-U", "KOI8-U", "Не могу войти в кабинет"},
	{"a Russian subject, ISO-8859-5", "ISO-8859-5",
	 "Не могу войти в кабинет"},
	{"a Russian subject, CP866", "CP866", "Не могу войти в кабинет"},
	{"Russian in capitals, CP1251", "CP1251",
	 "СРОЧНО! НЕ РАБОТАЕТ ПРИНТЕР"},
	{"Russian in capitals, KOI8-U", "KOI8-U",
	 "СРОЧНО! НЕ РАБОТАЕТ ПРИНТЕР"},
	{"Russian in capitals, ISO-8859-5", "ISO-8859-5",
	 "СРОЧНО! НЕ РАБОТАЕТ ПРИНТЕР"},
	{"Russian in capitals, CP866", "CP866", "СРОЧНО! НЕ РАБОТАЕТ ПРИНТЕР"},
	{"Russian in English, CP1251", "CP1251",
	 "The invoice is wrong: счёт на оплату не открывается in "
	 "Reader. Спасибо."},
	{"Russian in English, KOI8-U", "KOI8-U",
	 "The invoice is wrong: счёт на оплату не открывается in "
	 "Reader. Спасибо."},
	{"Ukrainian, CP1251", "CP1251",
	 "Добрий день, не можу увійти до облікового запису. "
	 "Допоможіть, будь ласка."},
	{"Ukrainian, KOI8-U", "KOI8-U",
	 "Добрий день, не можу увійти до облікового запису. "
	 "Допоможіть, будь ласка."},
	{"Bulgarian, CP1251", "CP1251",
	 "Здравейте, не мога да вляза в профила си. Моля за помощ."},
	{"Greek, CP1253", "CP1253",
	 "Καλημέρα σας, δεν μπορώ να συνδεθώ στον λογαριασμό μου. "
	 "Ευχαριστώ πολύ"},
	{"Hebrew, CP1255", "CP1255",
	 "שלום, אני לא מצליח להיכנס לחשבון שלי. אנא עזרו לי"},
	{"Chinese, GB18030", "GB18030",
	 "我昨天订购的商品还没有收到,请问什么时候发货?订单号是12345。"},
	{"a Chinese subject, GB18030", "GB18030", "无法登录账户"},
	{"Chinese of Taiwan, BIG5", "BIG5",
	 "我昨天訂購的商品還沒有收到,請問什麼時候出貨?"
	 "訂單編號是12345。"},
	{"Japanese, CP932", "CP932",
	 "お世話になっております。昨日注文した商品がまだ届いていません"
	 "。"},
	{"Japanese, EUC-JP-MS", "EUC-JP-MS",
	 "お世話になっております。昨日注文した商品がまだ届いていません"
	 "。"},
	{"a Japanese subject, CP932", "CP932", "パスワードを忘れました"},
	{"a Japanese subject, EUC-JP-MS", "EUC-JP-MS",
	 "パスワードを忘れました"},
	{"Korean, CP949", "CP949",
	 "안녕하세요. 어제 주문한 상품이 아직 도착하지 않았습니다. "
	 "감사합니다."},
	{"Korean with escapes, ISO-2022-KR", "ISO-2022-KR",
	 "안녕하세요. 어제 주문한 상품이"},
	{"German", "CP1252", "Grüße aus Köln, schöne Wünsche für übermorgen"},
	{"French", "CP1252", "déjà été là où j'étais à l'hôtel, ça m'a plu"},
	{"capitals", "CP1252", "Ärger über Öl: ÄÖÜ äöü"},
	{"Spanish", "CP1252", "El niño comió piñón, ¿qué pasó?"},
	{"Portuguese", "CP1252", "coração não é só emoção"},
	{"Swedish", "CP1252", "Smörgåsbord på övervåningen, åäö"},
	{"Icelandic", "CP1252", "Þetta er íslenska, það er það"},
	{"quotes and dashes", "CP1252", "“quoted” – dashes — … € 100"},
	{"one letter only", "CP1252", "ñññññ"},
	{"signs", "CP1252", "•••••• £££££ °°°°"},
	{"four letters", "CP1252", "ÀÈÌÒ"},
};

static void test_writings_are_told_by_how_their_bytes_are_spread(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) out = g_string_new(NULL);
		gsize size = 0;
		g_autofree char *bytes =
			g_convert(rows[i].text, -1, rows[i].charset, "UTF-8",
				  NULL, &size, NULL);

		if (bytes == NULL)
			fail_msg("%s: no such text", rows[i].label);
		charset_append(out, bytes, size, "", "");
		if (strcmp(out->str, rows[i].text) != 0)
			fail_msg("%s: have \"%s\"", rows[i].label, out->str);
	}
}

static void test_a_hint_and_utf8_come_before_a_guess(void **state)
{
	const char *text = "Здравствуйте, где мой заказ";
	g_autoptr(GString) out = g_string_new(NULL);
	gsize size = 0;
	g_autofree char *bytes =
		g_convert(text, -1, "KOI8-R", "UTF-8", NULL, &size, NULL);

	(void)state;
	assert_true(charset_append(out, text, strlen(text), "", ""));
	assert_string_equal(out->str, text);
	g_string_truncate(out, 0);
	charset_append(out, bytes, size, "", "windows-1251");
	assert_string_not_equal(out->str, text);
	/* What was declared and is none at all gives way to the guess. */
	g_string_truncate(out, 0);
	assert_false(charset_append(out, bytes, size, "utf-8", ""));
	assert_string_equal(out->str, text);
}

static void test_a_guess_looks_at_the_beginning_only(void **state)
{
	const gsize size = (gsize)8 << 20;
	g_autofree char *bytes = g_malloc(size);

	(void)state;
	memset(bytes, 0xff, size);
	memcpy(bytes, "\xcf\xf0\xe8\xe2\xe5\xf2", 6);
	assert_null(charset_guess(bytes, size));
	assert_string_equal(charset_guess(bytes, 6), "CP1251");
	assert_null(charset_guess(bytes, 0));
	assert_null(charset_guess("\xcf", 1));
}

static void test_a_guess_can_be_a_hint_for_the_headers(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		gsize size = 0;
		g_autofree char *bytes =
			g_convert(rows[i].text, -1, rows[i].charset, "UTF-8",
				  NULL, &size, NULL);
		const char *guess = charset_guess(bytes, size);

		if (guess != NULL && strcmp(charset_known(guess), guess) != 0)
			fail_msg("%s: %s is not known", rows[i].label, guess);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_writings_are_told_by_how_their_bytes_are_spread),
		cmocka_unit_test(test_a_hint_and_utf8_come_before_a_guess),
		cmocka_unit_test(test_a_guess_can_be_a_hint_for_the_headers),
		cmocka_unit_test(test_a_guess_looks_at_the_beginning_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
