// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of what servers say in other languages: a thing, and its state.
#include "unit/unit.h"

#include <string.h>

#include "filters/bounce/sentence.h"
#include "filters/bounce/status.h"

static const struct {
	const char *want, *text;
} rows[] = {
	{"0.911", "Empfängeradresse nicht vorhanden"},
	{"0.911", "Destinataire invalide"},
	{"0.911", "l'utente non esiste"},
	{"0.911", "Ontvanger bestaat niet"},
	{"0.911", "gebruiker bestaat niet"},
	{"0.911", "nie ma takiego użytkownika"},
	{"0.911", "brak takiego użytkownika"},
	{"0.911", "a felhasználó nem létezik"},
	{"0.911", "utilizator inexistent"},
	{"0.911", "Нет такого пользователя"},
	{"0.911", "недействительный адрес получателя"},
	{"0.911", "Kullanıcı bulunamadı"},
	{"0.911", "böyle bir kullanıcı yok"},
	{"0.911", "ο χρήστης δεν υπάρχει"},
	{"0.911", "不明なユーザー"},
	{"0.911", "수신자를 찾을 수 없습니다"},
	{"0.922", "Benutzer hat zuviele Mails auf dem Server."},
	{"0.922", "Benutzer hat zu viele Mails auf dem Server"},
	{"0.922", "552 Das Postfach ist überfüllt"},
	{"0.922", "Boîte aux lettres saturée"},
	{"0.922", "Quota dépassé"},
	{"0.922", "buzón del usuario lleno"},
	{"0.922", "El buzón ha superado la cuota"},
	{"0.922", "cuota excedida"},
	{"0.922", "Excedida la cuota"},
	{"0.922", "Caixa postal cheia"},
	{"0.922", "caixa de entrada cheia"},
	{"0.922", "quota excedida"},
	{"0.922", "cota excedida"},
	{"0.922", "Casella di posta piena"},
	{"0.922", "spazio esaurito"},
	{"0.922", "quota superata"},
	{"0.922", "Postbus vol"},
	{"0.922", "Brevlådan är full"},
	{"0.922", "Postboks full"},
	{"0.922", "postkassen er fuld"},
	{"0.922", "saapuneet-kansio täynnä"},
	{"0.922", "skrzynka przepełniona"},
	{"0.922", "превышена квота"},
	{"0.922", "Превышен лимит почтового ящика"},
	{"0.922", "Schránka je plná"},
	{"0.922", "posta kutusu dolu"},
	{"0.922", "kota aşıldı"},
	{"0.922", "邮箱空间不足"},
	{"0.922", "メールボックスがいっぱいです"},
	{"0.922", "メールボックスの容量オーバー"},
	{"0.922", "사서함이 가득 찼습니다"},
	{"0.921", "Compte suspendu"},
	{"0.921", "compte inactif"},
	{"0.921", "Cuenta suspendida"},
	{"0.921", "cuenta inactiva"},
	{"0.921", "conta suspensa"},
	{"0.921", "conta desativada"},
	{"0.921", "conta inativa"},
	{"0.921", "account sospeso"},
	{"0.921", "casella disabilitata"},
	{"0.921", "Konto zostało zablokowane"},
	{"0.921", "konto nieaktywne"},
	{"0.921", "ящик отключен"},
	{"0.921", "账户已停用"},
	{"0.921", "帐号被冻结"},
	{"0.921", "アカウントは停止されています"},
	{"0.912", "554 Domain nicht gefunden"},
	{"0.912", "Domain existiert nicht"},
	{"0.912", "Hôte inconnu"},
	{"0.912", "domaine inexistant"},
	{"0.912", "nom de domaine introuvable"},
	{"0.912", "dominio inexistente"},
	{"0.912", "dominio non trovato"},
	{"0.912", "el dominio no existe"},
	{"0.912", "domínio não encontrado"},
	{"0.912", "host desconhecido"},
	{"0.912", "domein niet gevonden"},
	{"0.912", "домен не найден"},
	{"0.912", "неизвестный домен"},
	{"3.4", "Nachrichtengröße überschreitet das Limit"},
	{"3.4", "Die Nachricht überschreitet die maximale Größe"},
	{"3.4", "taille maximale dépassée"},
	{"3.4", "message trop gros"},
	{"3.4", "El tamaño del mensaje excede el límite"},
	{"3.4", "Meddelandet är för stort"},
	{"3.4", "Wiadomość jest zbyt duża"},
	{"3.4", "размер сообщения превышает"},
	{"3.4", "メッセージサイズが大きすぎます"},
	{"3.4", "邮件过大"},
	{"3.4", "超过大小限制"},
	{"0.980", "message considéré comme indésirable"},
	{"0.980", "Сообщение отклонено, так как похоже на спам"},
	{"0.980", "отклонено как спам"},
	{"0.980", "スパムと判定"},
	{"0.980", "迷惑メール"},
	{"0.980", "垃圾邮件"},
	{"0.980", "垃圾郵件"},
	{"0.980", "스팸"},
	{"0.971", "554 IP=192.0.2.1 - A problem occurred. (Ask your postmaster "
		  "for help or to contact tosa@rx.t-online.de to clarify.)"},
	{"0.971", "IP-Adresse gesperrt"},
	{"0.971", "votre adresse IP est bloquée"},
	{"0.971", "Votre IP est sur liste noire"},
	{"0.945", "zu viele Verbindungen"},
	{"0.945", "trop de connexions"},
	{"7.26", "SPF-Prüfung fehlgeschlagen"},
	{"6.0", "554 Error: message contains malware"},
	{"6.0", "unzulässiger Anhang"},
	{"6.0", "pièce jointe interdite"},
	{"0.972", "Aus Richtliniengründen abgelehnt"},
	{"0.972", "politique de sécurité"},
	{"0.972", "directiva de seguridad"},
	{"0.918", "Sie sind nicht berechtigt, Nachrichten an diesen Empfänger "
		  "zu senden"},
	{"0.918", "Absender abgelehnt"},
	{"0.918", "expéditeur refusé"},
	{"0.918", "remitente rechazado"},
	{"0.918", "mittente rifiutato"},
	{"0.918", "отправитель отклонен"},
	{"0.910", "550 5.7.1 The recipient only accepts mail from contacts"},
	{"0.947", "Le serveur ne répond pas"},
	{"0.947", "Verbindung abgelaufen"},
	{"0.947", "Zeitüberschreitung"},
	{"0.947", "délai dépassé"},
	{"0.947", "délai d'attente dépassé"},
	{"0.947", "tiempo de espera agotado"},
	{"0.947", "tempo scaduto"},
	{"0.947", "тайм-аут"},
	{"0.947", "истекло время ожидания"},
	{"0.947", "превышено время ожидания"},
	{"0.947", "連線逾時"},
	{"0.947", "连接超时"},
	{"0.947", "タイムアウト"},
	{"0.944", "Schleife erkannt"},
	{"0.944", "boucle détectée"},
	{"0.930", "service temporarily unavailable"},
	{"0.930", "erreur interne"},
	{"0.930", "error interno"},
	{"0.930", "errore interno"},
	{"0.930", "внутренняя ошибка сервера"},
	{"1.6", "Empfänger ist verzogen"},
	{"7.0", "Authentifizierung erforderlich"},
	{"7.0", "authentification requise"},

	/* However it is written: capitals, without accents, apart. */
	{"0.922", "BUZON LLENO"},
	{"0.922", "La boite aux lettres est PLEINE"},
	{"0.922", "ПОЧТОВЫЙ ЯЩИК ПЕРЕПОЛНЕН"},
	{"0.912", "Le nom de domaine firm.example est introuvable."},

	/* Somebody at a domain is not the domain. */
	{"0.911", "El usuario no existe en este dominio"},
	{"0.911", "Benutzer unbekannt in Domain x.example"},

	/* What is said of one sentence's thing is not said of the next. */
	{"0.911", "Das Postfach von voll@x.example existiert nicht"},
	{"0.911", "Mailbox anna: user unknown. Das ist sehr voll gepackt."},

	/* A refusal in general says less than the reason beside it. */
	{"0.911", "Ihre Nachricht wurde abgelehnt: 550 User unknown"},
	{"0.918", "Ihre Nachricht wurde abgelehnt."},
};

static void test_sentences_of_many_languages_mean_a_status(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *code = status_meaning(span_of(rows[i].text));

		same_text(rows[i].text, code == NULL ? "" : code, rows[i].want);
	}
}

static void test_sentences_of_no_bounce_mean_nothing(void **state)
{
	static const char *const none[] = {
		"Das Originalschreiben liegt im Anhang.",
		"Der Drucker ist vollständig installiert.",
		"Votre message, avec pièce jointe",
		"Ваше письмо от вторника",
		"お問い合わせありがとうございます",
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
		assert_null(status_meaning(span_of(none[i])));
}

static void test_sentences_of_delays_are_no_failures(void **state)
{
	static const struct {
		const char *text;
		bool late;
	} texts[] = {
		{"Die Zustellung Ihrer Nachricht verzögert sich", true},
		{"La remise à ces destinataires est retardée", true},
		{"La entrega se ha retrasado", true},
		{"La consegna ai destinatari è in ritardo", true},
		{"A entrega está atrasada", true},
		{"De bezorging is vertraagd", true},
		{"Доставка следующим получателям задерживается", true},
		{"以下の受信者への配信が遅延しています", true},
		{"投递到以下收件人的邮件延迟", true},
		{"Ihre Nachricht wurde noch nicht zugestellt", true},
		{"Die Zustellung ist fehlgeschlagen", false},
		{"La entrega ha fallado tras un retraso", false},
		{"La remise a échoué après un retard de 5 jours", false},
		{"Mit der Rechnung sind Sie in Verzug", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GPtrArray) all =
			sentences_read(span_of(texts[i].text));

		same_number(texts[i].text,
			    sentences_meaning(all, sentences_of_delays) != NULL,
			    texts[i].late);
	}
}

/* A word that no folded text can hold would never be found. */
static void check_words(const char *const *words)
{
	for (; words != NULL && *words != NULL; words++) {
		g_autofree char *text = g_strdup_printf("x %s x", *words);
		g_autofree char *want = g_strdup_printf(" %s ", text);
		g_autoptr(GPtrArray) all = sentences_read(span_of(text));
		g_autofree char *got = g_strdup(
			all->len == 1 ? g_ptr_array_index(all, 0) : "");

		/* Blanks of the row are doubled in the text only. */
		for (char *p = strstr(want, "  "); p != NULL;
		     p = strstr(want, "  "))
			memmove(p, p + 1, strlen(p));
		same_text(*words, got, want);
	}
}

static void test_sentences_words_are_folded(void **state)
{
	static const struct sentence *const tables[] = {
		sentences_of_states, sentences_of_nobody, sentences_of_refusals,
		sentences_of_bounces, sentences_of_delays};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
		for (size_t k = 0; tables[i][k].code != NULL; k++) {
			check_words(tables[i][k].things);
			check_words(tables[i][k].states);
			check_words(tables[i][k].others);
		}
}

static void test_sentences_have_a_ceiling(void **state)
{
	g_autoptr(GString) text = g_string_new(NULL);

	(void)state;
	for (int i = 0; i < 10000; i++)
		g_string_append(text, "a. ");
	{
		g_autoptr(GPtrArray) all =
			sentences_read((struct span){text->str, text->len});

		assert_int_equal(all->len, SENTENCES_MOST);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_sentences_of_many_languages_mean_a_status),
		cmocka_unit_test(test_sentences_of_no_bounce_mean_nothing),
		cmocka_unit_test(test_sentences_of_delays_are_no_failures),
		cmocka_unit_test(test_sentences_words_are_folded),
		cmocka_unit_test(test_sentences_have_a_ceiling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
